package dev.adjoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class DuelTest {

    @Test
    void theRatioIsOfTheMedians() {
        Duel duel = new Duel(Workload.MLP, new double[] {1, 9, 2}, new double[] {4, 4, 100}, 20, 5);

        assertThat(duel.our()).isEqualTo(2);
        assertThat(duel.ratio().getAsDouble()).isEqualTo(0.5);
    }

    @Test
    void withoutAPeerThereIsNoRatio() {
        Duel duel = new Duel(Workload.MLP, new double[] {1, 2}, new double[0], 20, 5);

        assertThat(duel.our()).isEqualTo(1.5);
        assertThat(duel.ratio()).isEmpty();
    }

    @Test
    void thePageNamesMachineSettingsAndRatio() {
        Bench settings = new Bench(3, 20, 2, "python3");
        Duel duel = new Duel(Workload.CNN, new double[] {0.03}, new double[] {0.04}, 0.5, 7);

        String page = Markdown.page(
                new Bench.Results(
                        "a machine", "PyTorch 2", List.of("a kernel"), settings, List.of(duel), List.of(), List.of()),
                LocalDate.of(2026, 1, 2));

        assertThat(page)
                .contains("2026-01-02, a machine", "PyTorch 2", "a kernel", "2 threads, 3 rounds of 20 steps")
                .contains("| cnn | 30.00 | 40.00 | 0.75 | 500 | 7 |");
    }

    @Test
    void everyWorkloadLearns() {
        for (Workload workload : Workload.values()) {
            DoubleSupplier step = workload.start();
            double first = step.getAsDouble();
            double last = first;
            for (int i = 0; i < 5; i++) {
                last = step.getAsDouble();
            }
            assertThat(last).as(workload.word()).isLessThan(first);
        }
    }

    @Test
    void aPythonThatIsNotThereIsNoPeer() {
        assertThat(TorchPeer.start("no-such-python", 1)).isEmpty();
    }
}

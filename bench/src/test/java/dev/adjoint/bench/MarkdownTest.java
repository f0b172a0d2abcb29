package dev.adjoint.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Workload;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MarkdownTest {

    @Test
    void theRooflineHasAPointForEachCaseWhoseOperationsAreKnown() {
        List<Outcome> outcomes =
                List.of(TimingTest.outcome(Workload.CHAIN, 0.5), TimingTest.outcome(Workload.REDUCE, 2, 8));
        Bench.Results results = new Bench.Results(
                "a machine",
                Optional.of(new Peak(1e12, 1e11, 1e10)),
                Map.of(),
                List.of(),
                new Settings(List.of(), "python3", 2, 7, 6),
                outcomes,
                List.of(),
                List.of(),
                List.of());

        assertThat(Roofline.cases(results))
                .extracting(duel -> duel.what().label())
                .containsExactly("softmax", "softmax");
        // The axis has four powers of ten in 420 units, 10,000 GFLOP/s at 40.
        assertThat(Roofline.svg(results))
                .contains("softmax: 4.7 GFLOP/s, 0.45 FLOP for a byte", "float32, 1000 GFLOP/s", "memory, 10.0 GB/s")
                .contains("y1=\"145.0\" x2=\"710.0\" y2=\"145.0\"", "y1=\"250.0\" x2=\"710.0\" y2=\"250.0\"");
        assertThat(Markdown.page(results, LocalDate.of(2026, 1, 2))).contains("![Roofline](roofline.svg)");
    }

    @Test
    void thePageNamesMachineSettingsAndRatios() {
        Settings settings = new Settings(List.of(Peer.TORCH, Peer.JAX), "python3", 2, 7, 6);
        List<Outcome> outcomes =
                List.of(TimingTest.outcome(Workload.CHAIN, 0.5), TimingTest.outcome(Workload.REDUCE, 2, 8));

        String page = Markdown.page(
                new Bench.Results(
                        "a machine",
                        Optional.of(new Peak(2e11, 1e11, 3e10)),
                        Map.of(Peer.TORCH, "PyTorch 2"),
                        List.of("a kernel"),
                        settings,
                        outcomes,
                        List.of(),
                        List.of(),
                        List.of(new Startup(1.25, 10))),
                LocalDate.of(2026, 1, 2));

        assertThat(page)
                .contains("2026-01-02, a machine", "torch: PyTorch 2", "a kernel", "2 threads, 7 rounds")
                .contains("200 GFLOP/s in float32, 100 in float64 (multiply-adds in registers), 30.0 GB/s copied")
                .contains("end of the first training step | 1.25 s | 1.5 s |", "its end | 10.00 s | 12 s |")
                .contains("| chain | 2.00 ms, 2000 ns/op | 4.00 ms, 4000 ns/op | 0.50 | 0.15 |")
                .contains("| reduce | 2 cases |  | 4.00 | 1.00 |")
                .contains("Geometric mean of the ratios: 1.41 (asked: 0.60).")
                .contains("| reduce | 2 cases | JAX jit is not there | - |")
                .contains("| softmax | 8.00 ms, 10.5 GB/s | 4.00 ms, 21.0 GB/s | 2.00 |")
                .contains("| chain | 1000.00 ms | 1 | 500.00 ms | 1 | 1e-07 | | | | 2 KB | 0.0 |");
    }
}

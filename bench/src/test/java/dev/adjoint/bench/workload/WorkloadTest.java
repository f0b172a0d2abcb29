package dev.adjoint.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {

    /**
     * Measured: 44 thousand bytes in a process of its own, where the compiler saves most objects (bench shows that figure), and
     * 290 to 300 thousand here, where all workloads have run and calls have many targets.
     */
    private static final long MOST_HEAP = 360_000;

    /** The first case of each, which of those with sizes is a small one. */
    static List<Case> first() {
        return Stream.of(Workload.values())
                .map(workload -> workload.cases().getFirst())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("first")
    void theFirstStepIsFinite(Case each) {
        assertThat(each.maker().get().outcome()).isFinite().isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            value = Workload.class,
            names = {"MLP", "CNN"})
    void aTrainingStepLearns(Workload workload) {
        Subject subject = workload.cases().getFirst().maker().get();
        double first = subject.outcome();
        for (int i = 0; i < 5; i++) {
            subject.run();
        }

        assertThat(subject.outcome()).isLessThan(first);
    }

    /** The least of some steps of the thread that trains: a step may meet work of the virtual machine. */
    @Test
    void aTrainingStepTakesFewBytesOfHeap() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Subject subject = Workload.MLP.cases().getFirst().maker().get();
        long least = Long.MAX_VALUE;
        for (int step = 0; step < 100; step++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            subject.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).isLessThanOrEqualTo(MOST_HEAP);
    }

    @Test
    void namesAreSingleWordsAndFound() {
        List<Case> all = Stream.of(Workload.values())
                .flatMap(workload -> workload.cases().stream())
                .toList();

        assertThat(all).extracting(Case::name).doesNotHaveDuplicates().noneMatch(name -> name.contains(" "));
        assertThat(all).allMatch(each -> Workload.named(each.name()) == each);
    }

    @Test
    void ofAlexNetsFiveConvolutionsAndGoogLeNetsFiftySevenEachShapeIsThereOnce() {
        int repeated = 8;
        assertThat(Workload.CONV.cases()).hasSize(2 * (5 + 57 - repeated));
    }

    @Test
    void speedsAreToldInTheUnitsOfTheField() {
        assertThat(Work.flops(2e9, 1e6).intensity()).isEqualTo(2000);
        assertThat(Work.passes(5, 100, 10).operations()).isEqualTo(1000);
        assertThat(Work.step().speed(1)).isEmpty();
        assertThat(Work.ops(1000).speed(1e-4)).isEqualTo("100 ns/op");
        assertThat(Work.passes(5, 1 << 20, 9).speed(1e-3)).isEqualTo("21.0 GB/s");
        assertThat(Work.flops(2e9, 1e6).speed(0.01)).isEqualTo("200 GFLOP/s");
    }
}

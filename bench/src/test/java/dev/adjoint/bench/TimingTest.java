package dev.adjoint.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Case;
import dev.adjoint.bench.workload.Workload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimingTest {

    @Test
    void quantilesLieOnALineBetweenNeighbours() {
        Timing timing = new Timing(new double[] {9}, new double[] {4, 1, 3, 2});

        assertThat(timing.quantile(0)).isEqualTo(1);
        assertThat(timing.quantile(0.25)).isEqualTo(1.75);
        assertThat(timing.median()).isEqualTo(2.5);
        assertThat(timing.quantile(1)).isEqualTo(4);
    }

    @Test
    void theWarmUpEndsWithTheFirstStepNearTheMedian() {
        assertThat(new Timing(new double[] {9, 3, 1.05, 8}, new double[] {1}).steadyAfter())
                .isEqualTo(2);
        assertThat(new Timing(new double[] {9, 3}, new double[] {1}).steadyAfter())
                .isEqualTo(2);
        assertThat(new Timing(new double[] {9, 3}, new double[] {1}).firstStep())
                .isEqualTo(9);
    }

    @Test
    void aRatioIsOfMediansAndAWorkloadsTheGeometricMean() {
        Outcome twice = outcome(Workload.REDUCE, 2.0, 8.0);

        assertThat(twice.duels().getFirst().ratio(Peer.TORCH)).hasValue(2);
        assertThat(twice.ratio(Peer.TORCH).getAsDouble()).isCloseTo(4, within(1e-12));
        assertThat(twice.ratio(Peer.JAX)).isEmpty();
    }

    @Test
    void everyWorkloadCountsOnce() {
        List<Outcome> outcomes = List.of(outcome(Workload.REDUCE, 4.0, 4.0, 4.0), outcome(Workload.MLP, 1.0));

        assertThat(Outcome.ratio(outcomes, Peer.TORCH).getAsDouble()).isCloseTo(2, within(1e-12));
        assertThat(Outcome.ratio(outcomes, Peer.JAX)).isEmpty();
    }

    /** A workload with cases of these ratios. */
    static Outcome outcome(Workload workload, double... ratios) {
        Case what = workload.cases().getFirst();
        return new Outcome(
                workload,
                Arrays.stream(ratios)
                        .mapToObj(ratio -> new Duel(
                                what,
                                new Timing(new double[] {1}, new double[] {ratio * 0.004, ratio * 0.004, 1}),
                                Map.of(Peer.TORCH, new Timing(new double[] {0.5}, new double[] {0.004})),
                                Map.of(Peer.JAX, "JAX jit is not there"),
                                Map.of(Peer.TORCH, 1e-7),
                                2048,
                                0))
                        .toList());
    }
}

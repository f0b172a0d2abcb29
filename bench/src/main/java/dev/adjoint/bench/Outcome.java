package dev.adjoint.bench;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Workload;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * What a workload came to.
 *
 * @param workload which one
 * @param duels one for each of its cases
 */
public record Outcome(Workload workload, List<Duel> duels) {

    /**
     * Our time divided by a peer's.
     *
     * @param peer whose
     * @return the geometric mean over the cases that the peer ran; nothing if it ran none
     */
    public OptionalDouble ratio(Peer peer) {
        return geometricMean(duels.stream().map(duel -> duel.ratio(peer)).flatMapToDouble(OptionalDouble::stream));
    }

    /**
     * The geometric mean of ratios, which is the same from either side.
     *
     * @param ratios positive numbers
     * @return their mean; nothing if there are none
     */
    static OptionalDouble geometricMean(DoubleStream ratios) {
        OptionalDouble mean = ratios.map(Math::log).average();
        return mean.isEmpty() ? mean : OptionalDouble.of(Math.exp(mean.getAsDouble()));
    }

    /**
     * The geometric mean of several workloads, each counted once however many cases it has.
     *
     * @param outcomes the workloads
     * @param peer whose ratios
     * @return their mean; nothing if there are none
     */
    public static OptionalDouble ratio(List<Outcome> outcomes, Peer peer) {
        return geometricMean(outcomes.stream().map(each -> each.ratio(peer)).flatMapToDouble(OptionalDouble::stream));
    }
}

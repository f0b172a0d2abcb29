package dev.adjoint.bench;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree.Listed;
import dev.adjoint.diff.Diff;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.Scope;
import java.lang.ref.Reference;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the derivatives of one function of one size cost: seconds, medians of alternating rounds, and native bytes that
 * one evaluation fills before its scope ends.
 *
 * @param curve which function
 * @param n its size
 * @param value seconds for the value
 * @param gradient seconds for value and gradient by the weights
 * @param jvp seconds for value and one directional derivative by the data
 * @param jvpByWeights the same by the weights
 * @param hvp seconds for one Hessian-vector product by the weights
 * @param valueBytes native memory for the value
 * @param gradientBytes native memory for value and gradient
 */
public record Cost(
        Curve curve,
        int n,
        double value,
        double gradient,
        double jvp,
        double jvpByWeights,
        double hvp,
        long valueBytes,
        long gradientBytes) {

    private static final int LEAST_ROUNDS = 7;
    private static final int MOST_ROUNDS = 300;

    /** What a round of the four measurements should come to, all rounds together. */
    private static final double SECONDS = 6;

    static Cost measure(Curve curve, int n) {
        Curve.Subject subject = curve.subject(n);
        Listed<Tensor> w = subject.weights();
        Listed<Tensor> dw = w.mapTensors(part -> part.mul(0.5).add(0.25));
        Tensor x = subject.data();
        Tensor dx = x.mul(0.5).add(0.25);
        List<Supplier<?>> kinds = List.of(
                () -> subject.ofWeights(w),
                () -> Diff.valueAndGrad(subject::ofWeights, w),
                () -> Diff.jvp(subject::ofData, x, dx),
                () -> Diff.jvp(subject::ofWeights, w, dw),
                () -> Diff.hvp(subject::ofWeights, w, dw));
        // Warm-up, half of the time; the rest tells how many rounds there is time for.
        double start = System.nanoTime();
        double last = 0;
        for (int i = 0; i < 3 || seconds(start) < SECONDS / 2; i++) {
            double before = System.nanoTime();
            for (Supplier<?> kind : kinds) {
                time(kind);
            }
            last = seconds(before);
        }
        int rounds = (int) Math.clamp(SECONDS / 2 / last, LEAST_ROUNDS, MOST_ROUNDS);
        double[][] times = new double[kinds.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int kind = 0; kind < kinds.size(); kind++) {
                times[kind][round] = time(kinds.get(kind));
            }
        }
        return new Cost(
                curve,
                n,
                Timing.quantile(times[0], 0.5),
                Timing.quantile(times[1], 0.5),
                Timing.quantile(times[2], 0.5),
                Timing.quantile(times[3], 0.5),
                Timing.quantile(times[4], 0.5),
                bytes(kinds.get(0)),
                bytes(kinds.get(1)));
    }

    private static double seconds(double since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double time(Supplier<?> body) {
        double start = System.nanoTime();
        try (Scope _ = Scope.open()) {
            Object result = body.get();
            Reference.reachabilityFence(result);
        }
        return seconds(start);
    }

    private static long bytes(Supplier<?> body) {
        try (Scope _ = Scope.open()) {
            long before = MemoryPool.statistics().inUseBytes();
            Object result = body.get();
            Reference.reachabilityFence(result);
            return MemoryPool.statistics().inUseBytes() - before;
        }
    }

    /**
     * How many times the value the gradient costs, the value included.
     *
     * @return gradient ÷ value
     */
    public double gradientRatio() {
        return gradient / value;
    }

    /**
     * How many times the value a directional derivative along the data costs, the value included.
     *
     * @return jvp ÷ value
     */
    public double jvpRatio() {
        return jvp / value;
    }

    /**
     * The same along the weights, where both factors of each product move.
     *
     * @return jvp ÷ value
     */
    public double jvpByWeightsRatio() {
        return jvpByWeights / value;
    }

    /**
     * How many times the gradient a Hessian-vector product costs.
     *
     * @return hvp ÷ gradient
     */
    public double hvpRatio() {
        return hvp / gradient;
    }

    /**
     * How many times the value's memory the gradient fills.
     *
     * @return bytes ÷ bytes
     */
    public double memoryRatio() {
        return (double) gradientBytes / valueBytes;
    }
}

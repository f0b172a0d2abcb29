package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.SoftmaxCrossEntropy;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Cross-entropy of row-major floats, a line at a time: with {@code c} the logarithm of the sum of the exponentials over the
 * greatest score {@code m}, a label's is {@code c - (s - m)}, and that of shares {@code c * sum(t) - sum(t * (s - m))}.
 */
final class CrossEntropyKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final CrossEntropyTarget target;
    private final double smoothing;
    private final ExponentialLines exponentials;
    private final LineProgram weighted;
    private final Scratch.Pool pool;

    private CrossEntropyKernel(SoftmaxCrossEntropy op, CrossEntropyTarget target, VectorLoops loops) {
        this.target = target;
        this.smoothing = op.smoothing();
        this.exponentials = new ExponentialLines(target.length(), loops);
        this.weighted = new LineProgram(
                target.length(), 2, loops, input(0).minus(parameter(0)).times(input(1)));
        this.pool = loops.pool();
    }

    /** A kernel for lines of floats that follow each other; null for others. */
    static @Nullable CrossEntropyKernel of(SoftmaxCrossEntropy op, Array[] inputs, VectorLoops loops) {
        CrossEntropyTarget target = CrossEntropyTarget.of(inputs[0], inputs[1]);
        return target == null ? null : new CrossEntropyKernel(op, target, loops);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long t = inputs[1].address();
        long y = outputs[0].address();
        if (target.isAmiss(t)) {
            // Refuses the label, in its own words.
            op.evaluate(inputs, outputs);
            return;
        }
        double nanoseconds = NANOSECONDS * target.count() * target.length();
        VectorLoop weigh = target.labels() != null ? null : weighted.loop(nanoseconds);
        Parts.each(target.count(), nanoseconds, (first, last) -> {
            Scratch bench = pool.borrow(1, target.bytes());
            Line line = new Line(exponentials.run(nanoseconds), weigh, bench.own[0]);
            for (long k = first; k < last; k++) {
                Memory.ALL.set(Memory.FLOAT, y + k * Float.BYTES, (float) line.loss(x + k * target.bytes(), t, k));
            }
            pool.giveBack(bench);
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** One line after the other, in one thread. */
    private final class Line {
        private final ExponentialLines.Run powers;
        private final @Nullable VectorLoop weigh;
        private final long scratch;
        private final long[] at = new long[4];

        Line(ExponentialLines.Run powers, @Nullable VectorLoop weigh, long scratch) {
            this.powers = powers;
            this.weigh = weigh;
            this.scratch = scratch;
        }

        double loss(long x, long t, long number) {
            double log = Math.log(powers.sum(x, scratch));
            double hit = hit(x, t, number, log);
            if (smoothing == 0) {
                return hit;
            }
            double mean = powers.folds().sum(x) / target.length();
            return (1 - smoothing) * hit + smoothing * (log + powers.greatest() - mean);
        }

        private double hit(long x, long t, long number, double log) {
            DType labels = target.labels();
            if (labels != null) {
                long place = x + Memory.index(labels, t, number) * Float.BYTES;
                return log + ((double) powers.greatest() - Memory.ALL.get(Memory.FLOAT, place));
            }
            long shares = t + number * target.bytes();
            at[0] = scratch;
            at[1] = x;
            at[2] = shares;
            at[3] = LineProgram.bits(powers.greatest());
            weighted.run(weigh, at);
            return log * powers.folds().sum(shares) - powers.folds().sum(scratch);
        }
    }
}

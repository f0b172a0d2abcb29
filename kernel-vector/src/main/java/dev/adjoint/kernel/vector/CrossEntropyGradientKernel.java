package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.SoftmaxCrossEntropy;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of cross-entropy for row-major floats, a line at a time: exponentials are written and summed, and then scaled
 * where they are, less what the target takes off.
 */
final class CrossEntropyGradientKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final CrossEntropyTarget target;
    private final double smoothing;
    private final long step;
    private final ExponentialLines exponentials;
    private final LineProgram result;

    private CrossEntropyGradientKernel(
            SoftmaxCrossEntropy.Gradient op, CrossEntropyTarget target, long step, VectorLoops loops) {
        this.target = target;
        this.smoothing = op.smoothing();
        this.step = step;
        this.exponentials = new ExponentialLines(target.length(), loops);
        Expr even = input(0).times(parameter(0)).minus(parameter(1));
        Expr shared = even.minus(input(1).times(parameter(2)));
        this.result = target.labels() != null
                ? new LineProgram(target.length(), 1, loops, even)
                : new LineProgram(target.length(), 2, loops, shared);
    }

    /** A kernel for lines of floats that follow each other; null for others. */
    static @Nullable CrossEntropyGradientKernel of(SoftmaxCrossEntropy.Gradient op, Array[] inputs, VectorLoops loops) {
        CrossEntropyTarget target = CrossEntropyTarget.of(inputs[1], inputs[2]);
        long step = CrossEntropyTarget.step(inputs[0].layout());
        return target == null || step < 0 ? null : new CrossEntropyGradientKernel(op, target, step, loops);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long dy = inputs[0].address();
        long x = inputs[1].address();
        long t = inputs[2].address();
        long dx = outputs[0].address();
        if (target.isAmiss(t)) {
            // Refuses the label, in its own words.
            op.evaluate(inputs, outputs);
            return;
        }
        double nanoseconds = NANOSECONDS * target.count() * target.length();
        VectorLoop finish = result.loop(nanoseconds);
        Parts.each(target.count(), nanoseconds, (first, last) -> {
            Line line = new Line(exponentials.run(nanoseconds), finish);
            for (long k = first; k < last; k++) {
                float upstream = Memory.ALL.get(Memory.FLOAT, dy + k * step * Float.BYTES);
                long at = k * target.bytes();
                if (upstream == 0) {
                    // It stays zero, whatever the scores are.
                    Memory.ALL.asSlice(dx + at, target.bytes()).fill((byte) 0);
                } else {
                    line.run(upstream, x + at, t, k, dx + at);
                }
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** One line after the other, in one thread. */
    private final class Line {
        private final ExponentialLines.Run powers;
        private final @Nullable VectorLoop finish;
        private final long[] at = new long[target.labels() != null ? 4 : 6];

        Line(ExponentialLines.Run powers, @Nullable VectorLoop finish) {
            this.powers = powers;
            this.finish = finish;
        }

        void run(float dy, long x, long t, long number, long dx) {
            double sum = powers.write(x, dx);
            long even = LineProgram.bits((float) (dy * smoothing / target.length()));
            double rest = dy * (1 - smoothing);
            DType labels = target.labels();
            at[0] = dx;
            at[1] = dx;
            if (labels != null) {
                at[2] = LineProgram.bits((float) (dy / sum));
                at[3] = even;
                result.run(finish, at);
                long place = dx + Memory.index(labels, t, number) * Float.BYTES;
                Memory.ALL.set(Memory.FLOAT, place, (float) (Memory.ALL.get(Memory.FLOAT, place) - rest));
                return;
            }
            long shares = t + number * target.bytes();
            double total = rest * powers.folds().sum(shares) + dy * smoothing;
            at[2] = shares;
            at[3] = LineProgram.bits((float) (total / sum));
            at[4] = even;
            at[5] = LineProgram.bits((float) rest);
            result.run(finish, at);
        }
    }
}

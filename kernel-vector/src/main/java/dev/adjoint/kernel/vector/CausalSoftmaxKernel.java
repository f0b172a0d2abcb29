package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.CausalSoftmax;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Softmax of row-major floats of which each line has only the places up to its own number: nothing is computed for those
 * beyond. Cold, the composition runs; that has the same bits, as zeros are added to the same sums.
 */
final class CausalSoftmaxKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final long count;
    private final long queries;
    private final int length;
    private final float scale;
    private final Warmth warmth;
    private final LineProgram power;
    private final LineProgram scaled;

    private CausalSoftmaxKernel(CausalSoftmax op, Array x, int length, VectorLoops loops) {
        this.count = x.size() / length;
        this.queries = x.shape().dim(-2);
        this.length = length;
        this.scale = (float) op.scale();
        this.warmth = loops.warmth();
        warmth.requestLines();
        this.power = new LineProgram(
                length,
                1,
                loops,
                input(0).times(parameter(1)).minus(parameter(0)).exp());
        this.scaled = new LineProgram(length, 1, loops, input(0).times(parameter(0)));
    }

    /** A kernel for lines of floats that follow each other, of which the greatest stays so when scaled; null for others. */
    static @Nullable CausalSoftmaxKernel of(CausalSoftmax op, Array x, VectorLoops loops) {
        boolean lines = op.scale() > 0
                && x.dtype() == DType.FLOAT32
                && x.size() > 0
                && x.layout().isContiguous()
                && x.shape().dim(-1) <= VectorLoop.LONGEST;
        return lines ? new CausalSoftmaxKernel(op, x, (int) x.shape().dim(-1), loops) : null;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        double nanoseconds = NANOSECONDS * count * length;
        VectorLoop first = power.loop(nanoseconds + LineProgram.EACH * count);
        VectorLoop second = scaled.loop(nanoseconds + LineProgram.EACH * count);
        Lines lines = warmth.lines();
        if (first == null || second == null || lines == null) {
            op.evaluate(inputs, outputs);
            return;
        }
        long x = inputs[0].address();
        long y = outputs[0].address();
        long bytes = (long) length * Float.BYTES;
        Parts.each(count, nanoseconds, (from, to) -> {
            long[] at = new long[4];
            long[] room = new long[Lines.ROOM];
            at[3] = LineProgram.bits(scale);
            Memory.ALL.asSlice(y + from * bytes, (to - from) * bytes).fill((byte) 0);
            for (long k = from; k < to; k++) {
                int seen = (int) Math.min(k % queries + 1, length);
                at[0] = y + k * bytes;
                at[1] = x + k * bytes;
                at[2] = LineProgram.bits((float) lines.max(at[1], seen, room) * scale);
                first.run(at, seen);
                at[1] = at[0];
                at[2] = LineProgram.bits((float) (1 / lines.sum(at[0], length, room)));
                second.run(at, length);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

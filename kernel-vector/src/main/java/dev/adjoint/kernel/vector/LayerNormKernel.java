package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Layer normalisation of row-major floats, a line at a time: read once, summed twice while it is near, written once. */
final class LayerNormKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final long count;
    private final long bytes;
    private final LineMoments moments;
    private final LineProgram result;

    private LayerNormKernel(LayerNorm op, Array x, int length, VectorLoops loops) {
        this.count = x.size() / length;
        this.bytes = (long) length * Float.BYTES;
        this.moments = new LineMoments(length, op.epsilon(), loops);
        this.result = new LineProgram(
                length,
                3,
                loops,
                Expr.input(0)
                        .minus(Expr.parameter(0))
                        .times(Expr.parameter(1))
                        .times(Expr.input(1))
                        .plus(Expr.input(2)));
    }

    /** A kernel for floats in row-major order; null for others. */
    static @Nullable LayerNormKernel of(LayerNorm op, Array[] inputs, VectorLoops loops) {
        int length = length(inputs[0], inputs[1], inputs);
        return length == 0 ? null : new LayerNormKernel(op, inputs[0], length, loops);
    }

    /** The elements of a line, which the weight has; 0 if the kernel is not for such arrays. */
    static int length(Array x, Array weight, Array[] all) {
        for (Array array : all) {
            if (array.dtype() != DType.FLOAT32 || !array.layout().isContiguous()) {
                return 0;
            }
        }
        return x.size() == 0 || weight.size() > VectorLoop.LONGEST ? 0 : (int) weight.size();
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long w = inputs[1].address();
        long b = inputs[2].address();
        long y = outputs[0].address();
        double nanoseconds = NANOSECONDS * count * bytes / Float.BYTES;
        VectorLoop loop = result.loop(nanoseconds);
        Parts.each(count, nanoseconds, (first, last) -> {
            LineMoments.Run line = moments.run(nanoseconds);
            for (long at = first * bytes; at < last * bytes; at += bytes) {
                float mean = line.mean(x + at);
                float scale = line.scale(x + at, mean, y + at);
                result.run(loop, y + at, x + at, w, b, LineProgram.bits(mean), LineProgram.bits(scale));
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

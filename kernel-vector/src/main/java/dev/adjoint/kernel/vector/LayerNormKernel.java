package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Layer normalisation of row-major floats, a line at a time: summed once, read again while it is near, written once. */
final class LayerNormKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final long count;
    private final int length;
    private final double epsilon;
    private final Warmth warmth;

    private LayerNormKernel(LayerNorm op, Array x, int length, Warmth warmth) {
        this.count = x.size() / length;
        this.length = length;
        this.epsilon = op.epsilon();
        this.warmth = warmth;
        NormLine.request(warmth);
    }

    /** A kernel for floats in row-major order; null for others. */
    static @Nullable LayerNormKernel of(LayerNorm op, Array[] inputs, Warmth warmth) {
        int length = length(inputs[0], inputs[1], inputs);
        return length == 0 ? null : new LayerNormKernel(op, inputs[0], length, warmth);
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
        long bytes = (long) length * Float.BYTES;
        Parts.each(count, NANOSECONDS * count * length, (first, last) -> {
            NormLine line = NormLine.of(warmth, length, epsilon);
            for (long at = first * bytes; at < last * bytes; at += bytes) {
                line.moments(x + at);
                line.normalise(x + at, w, b, y + at);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

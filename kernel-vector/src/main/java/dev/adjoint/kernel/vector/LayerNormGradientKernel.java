package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The three gradients of layer normalisation in one pass over row-major floats. Those of weight and bias are sums over all
 * lines: each part of the lines has sums of its own, which are added in order at the end.
 */
final class LayerNormGradientKernel implements Kernel {

    private static final double NANOSECONDS = 2;
    /** Sums over lines are of so many at a time, then of those: the error grows with both numbers, not with their product. */
    private static final long STRETCH = 16;

    private final long count;
    private final int length;
    private final long bytes;
    private final double epsilon;
    private final Warmth warmth;

    private LayerNormGradientKernel(LayerNorm.Gradient op, Array x, int length, Warmth warmth) {
        this.count = x.size() / length;
        this.length = length;
        this.bytes = (long) length * Float.BYTES;
        this.epsilon = op.epsilon();
        this.warmth = warmth;
        NormLine.request(warmth);
    }

    /** A kernel for floats in row-major order; null for others. */
    static @Nullable LayerNormGradientKernel of(LayerNorm.Gradient op, Array[] inputs, Warmth warmth) {
        int length = LayerNormKernel.length(inputs[1], inputs[2], inputs);
        return length == 0 ? null : new LayerNormGradientKernel(op, inputs[1], length, warmth);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        int parts = Parts.count(count, NANOSECONDS * count * length);
        Array sums = Array.allocate(DType.FLOAT32, Shape.of(parts, 4, length));
        long own = sums.address();
        Workers.each(
                parts,
                part -> lines(
                        inputs, outputs, count * part / parts, count * (part + 1) / parts, own + part * 4 * bytes));
        NormLine line = NormLine.of(warmth, length, epsilon);
        for (int part = 1; part < parts; part++) {
            line.add(own, own + part * 4 * bytes);
            line.add(own + bytes, own + (part * 4 + 1) * bytes);
        }
        MemorySegment.copy(Memory.ALL, own, Memory.ALL, outputs[1].address(), bytes);
        MemorySegment.copy(Memory.ALL, own + bytes, Memory.ALL, outputs[2].address(), bytes);
        Reference.reachabilityFence(sums);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** Takes some lines; their sums come to the first half of {@code total}, whose other half is for those of a stretch. */
    private void lines(Array[] inputs, Array[] outputs, long first, long last, long total) {
        NormLine line = NormLine.of(warmth, length, epsilon);
        long dy = inputs[0].address();
        long x = inputs[1].address();
        long w = inputs[2].address();
        long dx = outputs[0].address();
        long own = total + 2 * bytes;
        Memory.ALL.asSlice(total, 2 * bytes).fill((byte) 0);
        for (long from = first; from < last; from += STRETCH) {
            Memory.ALL.asSlice(own, 2 * bytes).fill((byte) 0);
            long end = Math.min(last, from + STRETCH) * bytes;
            for (long at = from * bytes; at < end; at += bytes) {
                line.moments(x + at);
                line.slopes(dy + at, x + at, w, dx + at);
                line.gradient(dy + at, x + at, w, dx + at, own, own + bytes);
            }
            line.add(total, own);
            line.add(total + bytes, own + bytes);
        }
    }
}

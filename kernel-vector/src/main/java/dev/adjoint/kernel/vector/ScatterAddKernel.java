package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Indexing;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Floats added to places along the last axis, a line at a time: the gradient of the choice of one class for each row. */
final class ScatterAddKernel implements Kernel {

    private static final double NANOSECONDS_PER_PLACE = 2;
    private static final double NANOSECONDS_PER_ZERO = 0.2;

    private final DType index;
    private final long lines;
    private final long places;
    private final long length;

    private ScatterAddKernel(DType index, long lines, long places, long length) {
        this.index = index;
        this.lines = lines;
        this.places = places;
        this.length = length;
    }

    /** A kernel for row-major floats with a line of indices for each line of the result; null for others. */
    static @Nullable ScatterAddKernel of(Indexing.ScatterAdd op, Array index, Array source) {
        int last = op.shape().rank() - 1;
        boolean lines = op.axis() == last
                && source.dtype() == DType.FLOAT32
                && source.size() > 0
                && source.isContiguous()
                && index.isContiguous()
                && index.shape().with(last, op.shape().dim(last)).equals(op.shape());
        if (!lines) {
            return null;
        }
        long places = index.shape().dim(last);
        return new ScatterAddKernel(
                index.dtype(), index.size() / places, places, op.shape().dim(last));
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long at = inputs[0].address();
        long source = inputs[1].address();
        long y = outputs[0].address();
        for (long i = 0; i < lines * places; i++) {
            long place = Memory.index(index, at, i);
            if (place < 0 || place >= length) {
                // Refuses the index, in its own words.
                op.evaluate(inputs, outputs);
                return;
            }
        }
        double cost = lines * (NANOSECONDS_PER_PLACE * places + NANOSECONDS_PER_ZERO * length);
        Parts.each(lines, cost, (first, last) -> {
            long bytes = length * Float.BYTES;
            Memory.ALL.asSlice(y + first * bytes, (last - first) * bytes).fill((byte) 0);
            for (long i = first * places; i < last * places; i++) {
                long to = y + i / places * bytes + Memory.index(index, at, i) * Float.BYTES;
                float added = Memory.ALL.get(Memory.FLOAT, source + i * Float.BYTES);
                Memory.ALL.set(Memory.FLOAT, to, Memory.ALL.get(Memory.FLOAT, to) + added);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

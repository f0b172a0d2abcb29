package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Indexing;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Whole rows by index, as an embedding or a batch takes them: one copy of memory for each. */
final class TakeKernel implements Kernel {

    private static final double NANOSECONDS_PER_BYTE = 0.1;
    private static final double NANOSECONDS_PER_ROW = 30;

    private final DType index;
    private final long rows;
    private final long pitch;
    private final long bytes;

    private TakeKernel(DType index, long rows, long pitch, long bytes) {
        this.index = index;
        this.rows = rows;
        this.pitch = pitch;
        this.bytes = bytes;
    }

    /** A kernel for rows that are contiguous in themselves, chosen by indices that follow each other. */
    static @Nullable TakeKernel of(Indexing.Take op, Array x, Array index) {
        if (x.shape().axis(op.axis()) != 0 || !index.isContiguous() || x.size() == 0 || index.size() == 0) {
            return null;
        }
        long row = x.layout().select(0, 0).isContiguous() ? x.size() / x.shape().dim(0) : 0;
        if (row == 0) {
            return null;
        }
        int bytes = x.dtype().bytes();
        return new TakeKernel(index.dtype(), x.shape().dim(0), x.layout().stride(0) * bytes, row * bytes);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long at = inputs[1].address();
        long y = outputs[0].address();
        long count = inputs[1].size();
        for (long i = 0; i < count; i++) {
            long row = Memory.index(index, at, i);
            if (row < 0 || row >= rows) {
                // Refuses the index, in its own words.
                op.evaluate(inputs, outputs);
                return;
            }
        }
        double cost = count * (NANOSECONDS_PER_ROW + bytes * NANOSECONDS_PER_BYTE);
        Parts.each(count, cost, (first, last) -> {
            for (long i = first; i < last; i++) {
                MemorySegment.copy(
                        Memory.ALL, x + Memory.index(index, at, i) * pitch, Memory.ALL, y + i * bytes, bytes);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Sorting;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** The positions that put lines along an axis in order, all of them or the first: each line by one thread. */
final class SortKernel implements Kernel {

    private static final double NANOSECONDS = 15;

    private final LinesAlong lines;
    private final DType dtype;
    private final boolean descending;
    private final int length;
    private final int count;

    private SortKernel(LinesAlong lines, DType dtype, boolean descending, int length, int count) {
        this.lines = lines;
        this.dtype = dtype;
        this.descending = descending;
        this.length = length;
        this.count = count;
    }

    static @Nullable Kernel of(Sorting op, Array[] inputs) {
        Array x = inputs[0];
        return switch (op) {
            case Sorting.ArgSort(int axis, boolean descending) ->
                of(x, axis, descending, x.shape().dim(axis));
            case Sorting.ArgTop(int axis, boolean descending, long count) -> of(x, axis, descending, count);
            case Sorting.SearchSorted search -> SearchKernel.of(search, x, inputs[1]);
        };
    }

    private static SortKernel of(Array x, int axis, boolean descending, long count) {
        int length = Math.toIntExact(x.shape().dim(axis));
        return new SortKernel(
                LinesAlong.of(axis, x.layout(), count), x.dtype(), descending, length, Math.toIntExact(count));
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        long each = lines.count();
        Parts.each(each, NANOSECONDS * each * length, (first, last) -> {
            KeyOrder order = new KeyOrder(dtype, descending, length);
            for (long k = first; k < last; k++) {
                long from = x + lines.in(k) * dtype.bytes();
                long to = y + lines.out(k) * Long.BYTES;
                int[] found = order.first(from, lines.step() * dtype.bytes(), count);
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.LONG, to + i * lines.stride() * Long.BYTES, found[i]);
                }
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

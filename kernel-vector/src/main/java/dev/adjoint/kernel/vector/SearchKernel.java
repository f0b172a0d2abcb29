package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Sorting;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Places in a sorted vector, by halving: the vector becomes keys once, and numbers are shared out to the threads. */
final class SearchKernel implements Kernel {

    private static final double NANOSECONDS = 3;

    private final DType dtype;
    private final boolean right;
    private final int length;
    private final long step;

    private SearchKernel(Sorting.SearchSorted op, Array sorted) {
        this.dtype = sorted.dtype();
        this.right = op.right();
        this.length = Math.toIntExact(sorted.size());
        this.step = sorted.layout().stride(0) * dtype.bytes();
    }

    /** A kernel for numbers that follow each other; null for others. */
    static @Nullable SearchKernel of(Sorting.SearchSorted op, Array sorted, Array values) {
        return values.isContiguous() ? new SearchKernel(op, sorted) : null;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[1].address();
        long y = outputs[0].address();
        long[] keys = new long[length];
        for (int i = 0; i < length; i++) {
            keys[i] = KeyOrder.key(dtype, inputs[0].address() + i * step);
        }
        long count = inputs[1].size();
        int halvings = Integer.SIZE - Integer.numberOfLeadingZeros(length);
        Parts.each(count, NANOSECONDS * count * halvings, (first, last) -> {
            for (long i = first; i < last; i++) {
                long key = KeyOrder.key(dtype, x + i * dtype.bytes());
                Memory.ALL.set(Memory.LONG, y + i * Long.BYTES, below(keys, key));
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** How many keys are less, or no greater. */
    private long below(long[] keys, long key) {
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = low + high >>> 1;
            if (keys[middle] < key || right && keys[middle] == key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

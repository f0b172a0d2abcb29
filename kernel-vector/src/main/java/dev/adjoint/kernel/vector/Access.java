package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.util.Arrays;

/**
 * How one operand is met when the elements of a result are taken in the order of its memory.
 *
 * @param kind the pattern
 * @param dtype the type of the elements in memory
 * @param dims the lengths of the axes that are left after joining, outer first
 * @param strides the operand's step along each of them, in elements
 */
record Access(Kind kind, DType dtype, long[] dims, long[] strides) {

    /** From simple to general. */
    enum Kind {
        /** Element after element. */
        LINEAR,
        /** One element for all. */
        SCALAR,
        /** A short stretch, over and over: a bias. */
        PERIODIC,
        /** Anything else. */
        STRIDED
    }

    /** The longest stretch that counts as short: it fits a tile. */
    static final int LONGEST_PERIOD = 1_024;

    /** Takes one run of elements with a constant stride. */
    @FunctionalInterface
    interface Run {
        /**
         * @param offset where the run starts in the operand, in elements
         * @param stride the step
         * @param at where it starts in the tile
         * @param count how many
         */
        void take(long offset, long stride, int at, int count);
    }

    /**
     * The pattern of an operand.
     *
     * @param dtype the type of its elements
     * @param layout where they stand
     * @param order the axes of the result, outer first in memory; see {@link #order}
     */
    static Access of(DType dtype, Layout layout, int[] order) {
        long[] dims = new long[order.length];
        long[] strides = new long[order.length];
        int count = 0;
        for (int axis : order) {
            long dim = layout.shape().dim(axis);
            long stride = layout.stride(axis);
            if (count > 0 && strides[count - 1] == stride * dim) {
                dims[count - 1] *= dim;
                strides[count - 1] = stride;
            } else {
                dims[count] = dim;
                strides[count++] = stride;
            }
        }
        dims = Arrays.copyOf(dims, count);
        strides = Arrays.copyOf(strides, count);
        return new Access(kind(dims, strides), dtype, dims, strides);
    }

    /** Element after element, of the same type. */
    Access linear(long size) {
        return new Access(Kind.LINEAR, dtype, new long[] {size}, new long[] {1});
    }

    private static Kind kind(long[] dims, long[] strides) {
        int rank = dims.length;
        if (rank == 0 || rank == 1 && strides[0] == 1) {
            return Kind.LINEAR;
        }
        if (rank == 1 && strides[0] == 0) {
            return Kind.SCALAR;
        }
        // Joining has left at most one outer axis of stride 0 before the stretch that is repeated.
        return strides[0] == 0 && period(dims) <= LONGEST_PERIOD ? Kind.PERIODIC : Kind.STRIDED;
    }

    /** The axes longer than 1 in the order in which a dense layout has them in memory. */
    static int[] order(Layout dense) {
        Integer[] axes = new Integer[dense.shape().rank()];
        Arrays.setAll(axes, i -> i);
        return Arrays.stream(axes)
                .filter(axis -> dense.shape().dim(axis) != 1)
                .sorted((a, b) -> Long.compare(Math.abs(dense.stride(b)), Math.abs(dense.stride(a))))
                .mapToInt(axis -> axis)
                .toArray();
    }

    private static long period(long[] dims) {
        long period = 1;
        for (int i = 1; i < dims.length; i++) {
            period *= dims[i];
        }
        return period;
    }

    int period() {
        return (int) period(dims);
    }

    /** Visits the elements from {@code from} on, in runs. */
    void each(long from, int count, Run run) {
        if (dims.length == 0) {
            run.take(0, 1, 0, count);
            return;
        }
        int last = dims.length - 1;
        long[] index = new long[last + 1];
        long offset = 0;
        long rest = from;
        for (int i = last; i >= 0; i--) {
            index[i] = rest % dims[i];
            rest /= dims[i];
            offset += index[i] * strides[i];
        }
        for (int at = 0; at < count; ) {
            int n = (int) Math.min(dims[last] - index[last], count - at);
            run.take(offset, strides[last], at, n);
            at += n;
            index[last] += n;
            offset += n * strides[last];
            for (int i = last; i > 0 && index[i] == dims[i]; i--) {
                index[i] = 0;
                index[i - 1]++;
                offset += strides[i - 1] - dims[i] * strides[i];
            }
        }
    }
}

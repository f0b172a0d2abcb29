package dev.adjoint.kernel.onednn;

import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/** Arithmetic on strides, and which of them oneDNN accepts. */
final class Strides {

    private Strides() {}

    /** Row-major strides. */
    static long[] rowMajor(long... dims) {
        long[] strides = new long[dims.length];
        long next = 1;
        for (int axis = dims.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            next *= dims[axis];
        }
        return strides;
    }

    /** The strides of {@code [n, c, h, w]} with the channels last in memory. */
    static long[] channelsLast(long... dims) {
        long c = dims[1];
        long w = dims[3];
        return new long[] {dims[2] * w * c, 1, w * c, c};
    }

    /** The layout of {@code [n, c, h, w]} with the channels last in memory. */
    static Layout channelsLast(Shape shape) {
        return Layout.of(shape, channelsLast(shape.dims()), 0);
    }

    /** Whether images lie so already, whatever the unused strides of axes of length 1 are. */
    static boolean isChannelsLast(Layout layout) {
        long[] dims = layout.shape().dims();
        long[] strides = layout.strides();
        long[] wanted = channelsLast(dims);
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] > 1 && strides[i] != wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Strides that the library accepts for an array, or null if there are none: every axis must go forwards and share
     * no element with another. An axis of length 1 never uses its stride, and gets that of the wanted layout.
     */
    static long @Nullable [] describable(long[] dims, long[] strides, long[] wanted) {
        long[] result = strides.clone();
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == 1) {
                result[i] = wanted[i];
            } else if (strides[i] <= 0) {
                return null;
            }
        }
        return overlap(dims, result) ? null : result;
    }

    private static boolean overlap(long[] dims, long[] strides) {
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] > 1 && strides[i] < reachWithin(i, dims, strides)) {
                return true;
            }
        }
        return false;
    }

    /** How many elements lie between the first and last of what moves in smaller steps than an axis. */
    private static long reachWithin(int axis, long[] dims, long[] strides) {
        long reach = 1;
        for (int i = 0; i < dims.length; i++) {
            boolean smaller = strides[i] < strides[axis] || strides[i] == strides[axis] && i > axis;
            if (dims[i] > 1 && i != axis && smaller) {
                reach += (dims[i] - 1) * strides[i];
            }
        }
        return reach;
    }
}

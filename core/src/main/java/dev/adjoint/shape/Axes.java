package dev.adjoint.shape;

import java.util.Arrays;

/** The checks that shapes share for axes, and the texts of their errors, on plain lengths: it knows no Shape. */
final class Axes {
    private Axes() {}

    /** What an error begins with: the name of an op, if one asks. */
    private static String prefix(String op) {
        return op.isEmpty() ? op : MethodName.of(op) + ": ";
    }

    /** The axis counted from the front. */
    static int normalise(String op, int axis, long[] dims) {
        int rank = dims.length;
        int result = axis < 0 ? axis + rank : axis;
        if (result < 0 || result >= rank) {
            throw new ShapeException(
                    prefix(op) + "axis " + axis + " is out of range for shape " + Arrays.toString(dims) + ": "
                            + (rank == 0
                                    ? "rank 0 has no axes. unsqueeze(0) makes one."
                                    : "rank " + rank + " has axes " + -rank + " to " + (rank - 1) + "."));
        }
        return result;
    }

    /** Where a new axis would stand: one place more than there are axes. */
    static int place(String op, int axis, long[] dims) {
        int places = dims.length + 1;
        int result = axis < 0 ? axis + places : axis;
        if (result < 0 || result >= places) {
            throw new ShapeException(prefix(op) + "axis " + axis + " is out of range for a new axis of shape "
                    + Arrays.toString(dims) + ": it can stand at " + -places + " to " + (places - 1) + ".");
        }
        return result;
    }

    /** The axes from the front, ascending, each named once. */
    static int[] distinct(String op, int[] axes, long[] dims) {
        boolean[] named = named(op, axes, dims);
        int[] result = new int[axes.length];
        for (int axis = 0, next = 0; next < result.length; axis++) {
            if (named[axis]) {
                result[next++] = axis;
            }
        }
        return result;
    }

    /** A permutation of all axes, counted from the front, in the order given. */
    static int[] permutation(int[] axes, long[] dims) {
        if (Given.of("permute", "the array of axes", axes).length != dims.length) {
            throw new ShapeException("permute: " + Arrays.toString(axes) + " names " + axes.length + " axes, "
                    + Arrays.toString(dims) + " has " + dims.length + ". Name every axis once.");
        }
        named("permute", axes, dims);
        int[] result = axes.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i] < 0) {
                result[i] += result.length;
            }
        }
        return result;
    }

    /** Which axes are named, none twice. */
    private static boolean[] named(String op, int[] axes, long[] dims) {
        boolean[] named = new boolean[dims.length];
        for (int axis : Given.of(op.isEmpty() ? "axes" : op, "the array of axes", axes)) {
            int at = normalise(op, axis, dims);
            if (named[at]) {
                throw new ShapeException(prefix(op) + "axes " + Arrays.toString(axes) + " name axis " + at + " of "
                        + Arrays.toString(dims) + " twice. Name each axis once.");
            }
            named[at] = true;
        }
        return named;
    }

    /** One value more, at an axis: a length among lengths, a stride among strides. */
    static long[] insert(long[] values, int axis, long value) {
        long[] result = new long[values.length + 1];
        System.arraycopy(values, 0, result, 0, axis);
        result[axis] = value;
        System.arraycopy(values, axis, result, axis + 1, values.length - axis);
        return result;
    }
}

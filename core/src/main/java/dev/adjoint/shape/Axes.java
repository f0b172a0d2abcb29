package dev.adjoint.shape;

import java.util.Arrays;

/** The checks that shapes and layouts share for axes, and the texts of their errors. */
final class Axes {
    private Axes() {}

    /** The axis counted from the front; {@code shape} is only for the message. */
    static int normalise(int axis, int rank, Shape shape) {
        int result = axis < 0 ? axis + rank : axis;
        if (result < 0 || result >= rank) {
            throw new ShapeException("axis " + axis + " is out of range for shape " + shape + ": "
                    + (rank == 0
                            ? "rank 0 has no axes. unsqueeze(0) makes one."
                            : "rank " + rank + " has axes " + -rank + " to " + (rank - 1) + "."));
        }
        return result;
    }

    /** Where a new axis would stand: one place more than there are axes. */
    static int place(int axis, Shape shape) {
        int places = shape.rank() + 1;
        int result = axis < 0 ? axis + places : axis;
        if (result < 0 || result >= places) {
            throw new ShapeException("axis " + axis + " is out of range for a new axis of shape " + shape
                    + ": it can stand at " + -places + " to " + (places - 1) + ".");
        }
        return result;
    }

    /** The axes from the front, ascending, each named once. */
    static int[] distinct(int[] axes, Shape shape) {
        boolean[] named = named(axes, shape);
        int[] result = new int[axes.length];
        for (int axis = 0, next = 0; next < result.length; axis++) {
            if (named[axis]) {
                result[next++] = axis;
            }
        }
        return result;
    }

    /** A permutation of all axes, counted from the front, in the order given. */
    static int[] permutation(int[] axes, Shape shape) {
        if (axes.length != shape.rank()) {
            throw new ShapeException("permute: " + Arrays.toString(axes) + " names " + axes.length + " axes, " + shape
                    + " has " + shape.rank() + ". Name every axis once.");
        }
        named(axes, shape);
        int[] result = axes.clone();
        for (int i = 0; i < result.length; i++) {
            if (result[i] < 0) {
                result[i] += result.length;
            }
        }
        return result;
    }

    /** Which axes are named, none twice. */
    private static boolean[] named(int[] axes, Shape shape) {
        boolean[] named = new boolean[shape.rank()];
        for (int axis : axes) {
            int at = normalise(axis, named.length, shape);
            if (named[at]) {
                throw new ShapeException("axes " + Arrays.toString(axes) + " name axis " + at + " of " + shape
                        + " twice. Name each axis once.");
            }
            named[at] = true;
        }
        return named;
    }

    static void sameSize(Shape from, Shape to) {
        if (from.size() != to.size()) {
            throw new ShapeException("reshape: element counts differ: " + from + " to " + to + " (" + from.size()
                    + " vs " + to.size() + "). One length may be -1, to be worked out from the others.");
        }
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.memory.Strided;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;

/**
 * What all ops that read, write or add at places named by an index have in common: for each element of a shape there is one
 * of the index, one that is <em>near</em>, in the order of the walk, and one that is <em>far</em>, at the place that the index
 * names on a line.
 *
 * @param shape the elements that are visited
 * @param type the element type of the index
 * @param index where the indices stand; one that holds for many elements has a stride of 0
 * @param near where the near elements stand
 * @param lines where the far lines begin
 * @param stride the far step from one index to the next
 * @param length how many places a line has
 */
record IndexWalk(Shape shape, DType type, Layout index, Layout near, Layout lines, long stride, long length) {

    /** Indices of their own for all elements, along an axis of a far tensor. */
    static IndexWalk along(int axis, DType type, Layout index, Layout near, Layout far) {
        Layout lines = far.select(axis, 0).unsqueeze(axis);
        for (int i = 0; i < index.shape().rank(); i++) {
            lines = i == axis ? lines : lines.slice(i, 0, index.shape().dim(i), 1);
        }
        return new IndexWalk(
                index.shape(),
                type,
                start(index),
                start(near),
                start(lines.expand(index.shape())),
                far.stride(axis),
                far.shape().dim(axis));
    }

    /** One index for each slice along an axis of a far tensor; the near one has the axes of the index in its place. */
    static IndexWalk slices(int axis, DType type, Layout index, Layout near, Layout far) {
        Shape shape = near.shape();
        long[] indices = new long[shape.rank()];
        long[] lines = new long[shape.rank()];
        int rank = index.shape().rank();
        for (int i = 0; i < shape.rank(); i++) {
            if (i >= axis && i < axis + rank) {
                indices[i] = index.stride(i - axis);
            } else {
                lines[i] = far.stride(i < axis ? i : i - rank + 1);
            }
        }
        return new IndexWalk(
                shape,
                type,
                Layout.of(shape, indices, 0),
                start(near),
                Layout.of(shape, lines, 0),
                far.stride(axis),
                far.shape().dim(axis));
    }

    /** One place for each index along a last axis of its own; what is near is one element for all. */
    static IndexWalk classes(DType type, Layout index, Layout far) {
        Shape shape = index.shape();
        return new IndexWalk(
                shape,
                type,
                start(index),
                Layout.of(shape, new long[shape.rank()], 0),
                start(far.select(-1, 0)),
                far.stride(-1),
                far.shape().dim(-1));
    }

    /** Addresses are of the elements at (0, 0, ..), wherever those stand in their storages. */
    private static Layout start(Layout layout) {
        return layout.withOffset(0);
    }

    /** The part of it from one position of an axis on to another. */
    IndexWalk part(int axis, long from, long to) {
        return new IndexWalk(
                shape.with(axis, to - from),
                type,
                index.slice(axis, from, to, 1),
                near.slice(axis, from, to, 1),
                lines.slice(axis, from, to, 1),
                stride,
                length);
    }

    /**
     * What is done with a run of elements that step evenly.
     *
     * @see IndexMoves
     */
    @FunctionalInterface
    interface Run {
        /**
         * Visits a run.
         *
         * @param at the addresses of the first index, near and far element
         * @param steps the bytes from each to the next, and fourth those from one index to the next on the line
         * @param count how many elements
         * @return false if an index lies outside the line; then that element and those after it are left alone
         */
        boolean take(long[] at, long[] steps, long count);
    }

    /** Visits the elements, in row-major order; false as soon as an index lies outside. */
    boolean each(long indexAt, long nearAt, long farAt, int bytes, Run run) {
        Strided walk = Strided.over(shape, index, near, lines);
        long[] at = new long[3];
        long[] steps = {walk.stride(0) * type.bytes(), walk.stride(1) * bytes, walk.stride(2) * bytes, stride * bytes};
        while (walk.next()) {
            at[0] = indexAt + walk.offset(0) * type.bytes();
            at[1] = nearAt + walk.offset(1) * bytes;
            at[2] = farAt + walk.offset(2) * bytes;
            if (!run.take(at, steps, walk.length())) {
                return false;
            }
        }
        return true;
    }
}

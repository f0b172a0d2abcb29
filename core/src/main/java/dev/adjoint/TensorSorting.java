package dev.adjoint;

import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;

/**
 * Elements in order along an axis. A NaN counts as greater than every number, so it comes last in ascending and first
 * in descending order; equal elements stay in the order in which they stand. Gradients go to the elements chosen.
 */
public interface TensorSorting extends TensorIndexing, TensorMovement {

    /**
     * Elements chosen by their order, and where they were found.
     *
     * @param values the elements
     * @param indices for each of them its int64 position along the axis
     */
    record Sorted(Tensor values, Tensor indices) {}

    /**
     * The positions that put an axis in order: {@code x.gather(axis, x.argsort(axis, descending))} is sorted.
     *
     * @param axis which axis
     * @param descending whether the greatest comes first
     * @return an int64 tensor of this shape
     */
    Tensor argsort(int axis, boolean descending);

    /**
     * The first of those positions, found without putting all the others in order.
     *
     * @param axis which axis
     * @param descending whether the greatest comes first
     * @param count how many positions
     * @return an int64 tensor of this shape but for the axis, which has that length
     * @throws ShapeException if the axis has fewer elements
     */
    Tensor argsort(int axis, boolean descending, long count);

    /**
     * The positions that put an axis in ascending order.
     *
     * @param axis which axis
     * @return an int64 tensor of this shape
     */
    default Tensor argsort(int axis) {
        return argsort(axis, false);
    }

    /**
     * The elements in order along an axis.
     *
     * @param axis which axis
     * @param descending whether the greatest comes first
     * @return the elements and their positions, both of this shape
     */
    default Sorted sort(int axis, boolean descending) {
        Tensor indices = argsort(shape().axis("sort", axis), descending);
        return new Sorted(gather(axis, indices), indices);
    }

    /**
     * The elements in ascending order along an axis.
     *
     * @param axis which axis
     * @return the elements and their positions, both of this shape
     */
    default Sorted sort(int axis) {
        return sort(axis, false);
    }

    /**
     * The greatest elements along an axis, greatest first.
     *
     * @param k how many
     * @param axis which axis
     * @return the elements and their positions, of length {@code k} along the axis
     * @throws ShapeException if the axis is shorter
     */
    default Sorted topK(long k, int axis) {
        return topK(k, axis, true);
    }

    /**
     * The greatest or least elements along an axis, the most extreme first.
     *
     * @param k how many
     * @param axis which axis
     * @param largest whether the greatest ones; else the least
     * @return the elements and their positions, of length {@code k} along the axis
     * @throws ShapeException if the axis is shorter
     */
    default Sorted topK(long k, int axis, boolean largest) {
        if (k < 0 || k > shape().dim("topK", axis)) {
            throw new ShapeException("topK: " + k + " elements along axis " + axis + " of " + shape()
                    + ". Ask for 0 to " + shape().dim(axis) + ".");
        }
        Tensor indices = argsort(axis, largest, k);
        return new Sorted(gather(axis, indices), indices);
    }

    /**
     * The {@code k}-th least element along an axis, counted from 1.
     *
     * @param k which one, from 1 to the length of the axis
     * @param axis which axis
     * @return the element and its position, both without the axis
     * @throws ShapeException if the axis is shorter
     */
    default Sorted kthValue(long k, int axis) {
        if (k < 1 || k > shape().dim("kthValue", axis)) {
            throw new ShapeException("kthValue: element " + k + " in order along axis " + axis + " of " + shape()
                    + ". Ask for 1 to " + shape().dim(axis) + ".");
        }
        Tensor indices = argsort(axis, false, k).slice(axis, k - 1, k);
        return new Sorted(gather(axis, indices).squeeze(axis), indices.squeeze(axis));
    }

    /**
     * The number below which a share of the elements along an axis lies: between two elements, by the straight line
     * between them. NaN where any element is NaN.
     *
     * @param share from 0 (the least element) to 1 (the greatest)
     * @param axis which axis, of a floating tensor
     * @return a tensor without the axis
     * @throws ShapeException if the axis has no elements
     */
    default Tensor quantile(double share, int axis) {
        long length = shape().dim("quantile", axis);
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "quantile: a share of " + share + " of the elements. Give a number from 0 to 1.");
        }
        if (length == 0) {
            throw new ShapeException("quantile: axis " + axis + " of " + shape()
                    + " has no elements, so there is none in the middle. Check for emptiness first.");
        }
        Tensor values = sort(axis).values();
        if (!values.dtype().isFloating()) {
            throw new DTypeException(
                    "quantile: needs floating elements, not " + values.type() + ". Cast first: x.cast(DType.FLOAT32).");
        }
        double place = share * (length - 1);
        long below = (long) Math.floor(place);
        Tensor found = values.select(axis, below);
        if (place > below) {
            found = found.mul(1 - (place - below))
                    .add(values.select(axis, below + 1).mul(place - below));
        }
        Tensor last = values.select(axis, length - 1);
        return last.isNan().where(last, found);
    }

    /**
     * The middle element in order along an axis; the mean of the two middle ones where their number is even. NaN where
     * any element is NaN.
     *
     * @param axis which axis, of a floating tensor
     * @return a tensor without the axis
     * @throws ShapeException if the axis has no elements
     */
    default Tensor median(int axis) {
        return quantile(0.5, shape().axis("median", axis));
    }

    /**
     * Where each of some numbers would be put into this sorted vector: how many of its elements are less.
     *
     * @param values numbers of this element type, in any shape
     * @param right whether elements equal to the number count as well, so that it would be put behind them
     * @return an int64 tensor of the shape of {@code values}, each from 0 to the length of this vector
     * @throws ShapeException if this is not a vector
     */
    Tensor searchSorted(Tensor values, boolean right);
}

package dev.adjoint;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;

/**
 * Elements chosen by integer tensors or truth values. Index tensors are int32 or int64 and count from 0: a negative
 * index, or one beyond the axis, is an error that names index, axis and length before any memory is read.
 */
public interface TensorIndexing extends TensorMovement, TensorValues {

    /**
     * Takes along an axis: {@code y[i][j] = x[index[i][j]][j]} for axis 0 of a matrix, and likewise.
     *
     * @param axis which axis the indices point along
     * @param index an int32 or int64 tensor of the same rank, no longer than this one along the other axes
     * @return a tensor of the shape of {@code index}
     */
    Tensor gather(int axis, Tensor index);

    /**
     * Adds at places along an axis: a copy of this tensor in which {@code y[index[i][j]][j] += source[i][j]} for axis
     * 0 of a matrix, and likewise; repeated places sum up, in a fixed order.
     *
     * @param axis which axis the indices point along
     * @param index an int32 or int64 tensor of the same rank
     * @param source what to add, of the shape of {@code index}
     * @return a tensor of this shape
     */
    Tensor scatterAdd(int axis, Tensor index, Tensor source);

    /**
     * As {@link #gather}, but axes of length 1 of this tensor and of the index stretch first: with the indices of a
     * reduction that kept its axis, this takes what the reduction found.
     *
     * @param axis which axis the indices point along
     * @param index an int32 or int64 tensor of the same rank
     * @return a tensor of the index's length along the axis, and of the common lengths along the others
     * @throws ShapeException if the other axes do not broadcast
     */
    default Tensor takeAlong(int axis, Tensor index) {
        int at = shape().axis("takeAlong", axis);
        if (Given.input("takeAlong", 1, index).rank() != shape().rank()) {
            throw new ShapeException("takeAlong: index " + index.shape() + " for " + shape() + " along axis " + axis
                    + ". Give it the same rank, with length 1 where it stretches.");
        }
        Shape common = Shape.broadcast(shape().with(at, 1), index.shape().with(at, 1));
        Tensor from = expand(common.with(at, shape().dim(at)).dims());
        return from.gather(at, index.expand(common.with(at, index.dim(at)).dims()));
    }

    /**
     * Overwrites at places along an axis: a copy of this tensor in which {@code y[index[i][j]][j] = source[i][j]} for
     * axis 0 of a matrix, and likewise. Where a place is named several times, the last one in row-major order stays,
     * and it alone gets a gradient.
     *
     * @param axis which axis the indices point along
     * @param index an int32 or int64 tensor of the same rank, no longer than this one along the other axes
     * @param source what to write, of the shape of {@code index}
     * @return a tensor of this shape
     */
    Tensor scatter(int axis, Tensor index, Tensor source);

    /**
     * Overwrites with one number at places along an axis.
     *
     * @param axis which axis the indices point along
     * @param index an int32 or int64 tensor of the same rank, no longer than this one along the other axes
     * @param value what to write
     * @return a tensor of this shape
     */
    Tensor scatter(int axis, Tensor index, double value);

    /**
     * Adds whole slices along an axis: a copy of this tensor in which {@code y[index[i]] += source[i]} for axis 0;
     * repeated places sum up, in a fixed order.
     *
     * @param axis which axis
     * @param index an int32 or int64 tensor of any shape
     * @param source what to add: this shape with the axis replaced by the axes of {@code index}
     * @return a tensor of this shape
     */
    Tensor indexAdd(int axis, Tensor index, Tensor source);

    /**
     * Overwrites whole slices along an axis: a copy of this tensor in which {@code y[index[i]] = source[i]} for axis 0.
     * Where a slice is named several times, the last one stays.
     *
     * @param axis which axis
     * @param index an int32 or int64 vector
     * @param source what to write: this shape, but as long along the axis as {@code index}
     * @return a tensor of this shape
     */
    default Tensor indexCopy(int axis, Tensor index, Tensor source) {
        int at = shape().axis("indexCopy", axis);
        requireVector("indexCopy", index);
        Shape expected = shape().with(at, index.size());
        if (!source.shape().equals(expected)) {
            throw new ShapeException("indexCopy: source " + source.shape() + " for " + index.size()
                    + " slices along axis " + axis + " of " + shape() + ". Give it the shape " + expected + ".");
        }
        long[] line = new long[expected.rank()];
        Arrays.fill(line, 1);
        line[at] = index.size();
        return scatter(at, index.reshape(line).expand(expected.dims()), source);
    }

    private static void requireVector(String method, Tensor index) {
        if (Given.input(method, 1, index).rank() != 1) {
            throw new ShapeException(method + ": index " + index.shape() + " is not a vector. Give one axis of indices,"
                    + " as in index.flatten().");
        }
    }

    /**
     * Whole slices along an axis, chosen by a vector: {@link #take} for an index of one axis.
     *
     * @param axis which axis
     * @param index an int32 or int64 vector
     * @return a tensor that is as long along the axis as the index
     * @throws ShapeException if the index is not a vector
     */
    default Tensor indexSelect(int axis, Tensor index) {
        requireVector("indexSelect", index);
        return take(shape().axis("indexSelect", axis), index);
    }

    /**
     * The rows of this table that words, or whatever its rows stand for, are given by.
     *
     * @param index an int32 or int64 tensor of any shape
     * @return a tensor with the row as its last axis, after the axes of {@code index}
     * @throws ShapeException if this is not a matrix
     */
    default Tensor embedding(Tensor index) {
        if (shape().rank() != 2) {
            throw new ShapeException(
                    "embedding: " + shape() + " is not a table of rows. Give a matrix [rows, features].");
        }
        return take(0, index);
    }

    /**
     * A copy of this tensor with one number wherever a mask is true.
     *
     * @param mask a bool tensor that broadcasts with this one
     * @param value the number
     * @return a tensor of the common shape
     */
    Tensor maskedFill(Tensor mask, double value);

    /**
     * The elements where a mask is true, in row-major order. How many there are depends on the values, so the mask must
     * have some: it cannot be one that is only drawn.
     *
     * @param mask a bool tensor; both broadcast to their common shape
     * @return a vector
     * @throws DTypeException if the mask is not bool
     */
    default Tensor maskedSelect(Tensor mask) {
        if (Given.input("maskedSelect", 1, mask).dtype() != DType.BOOL) {
            throw new DTypeException(
                    "maskedSelect: the mask is " + mask.type() + ", not bool. Compare first: x.gt(0).");
        }
        long[] common = Shape.broadcast(shape(), mask.shape()).dims();
        long[] places = Elements.nonzero(mask.expand(common).array());
        return expand(common).flatten().take(0, Tensor.of(places));
    }

    /**
     * The places of the elements that are not zero, in row-major order. How many there are depends on the values, so
     * this tensor must have some: it cannot be one that is only drawn.
     *
     * @return an int64 matrix with one row for each element found and one column for each axis
     */
    default Tensor nonzero() {
        return Elements.indices(Elements.nonzero(array()), shape());
    }

    /**
     * Whole slices along an axis: {@code y[i] = x[index[i]]} for axis 0. With axis 0 of a table of vectors, this is an
     * embedding.
     *
     * @param axis which axis
     * @param index an int32 or int64 tensor of any shape
     * @return a tensor in which the axis is replaced by the axes of {@code index}
     */
    Tensor take(int axis, Tensor index);

    /**
     * This integer tensor as unit vectors along a new last axis.
     *
     * @param classes the length of the new axis; every element is at least 0 and less than this
     * @return a float32 tensor of one rank more
     */
    Tensor oneHot(long classes);

    /**
     * This integer tensor as unit vectors along a new last axis, of a given type.
     *
     * @param classes the length of the new axis; every element is at least 0 and less than this
     * @param dtype the element type of the result
     * @return a tensor of one rank more
     */
    default Tensor oneHot(long classes, DType dtype) {
        return oneHot(classes).cast(dtype);
    }

    /**
     * How often each whole number occurs in this integer tensor.
     *
     * @param length the length of the result; every element is at least 0 and less than this
     * @return an int64 vector of counts
     */
    Tensor binCount(long length);
}

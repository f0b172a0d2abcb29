package dev.adjoint;

/** Elements chosen by integer tensors; an index out of range is an error that names it, before any memory is read. */
public interface TensorIndexing {

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
}

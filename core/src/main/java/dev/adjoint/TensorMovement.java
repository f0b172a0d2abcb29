package dev.adjoint;

import dev.adjoint.shape.Shape;

/** The same elements, arranged otherwise: views that cost constant time, and the few movements that must copy. */
public interface TensorMovement {

    /**
     * The lengths of the axes of the tensor that is moved.
     *
     * @return the shape
     */
    Shape shape();

    /**
     * The same elements in row-major order under another shape: a view where the layout allows, else a copy.
     *
     * @param lengths the length of each axis; one may be -1, and is worked out from the others
     * @return a tensor of that shape
     * @throws dev.adjoint.shape.ShapeException if the numbers of elements differ
     */
    Tensor reshape(long... lengths);

    /**
     * As {@link #reshape}, but never a copy.
     *
     * @param lengths the length of each axis; one may be -1
     * @return a tensor that shares memory with this one
     * @throws dev.adjoint.shape.ShapeException if the layout does not allow it
     */
    Tensor view(long... lengths);

    /**
     * The axes in another order, as a view.
     *
     * @param axes for each axis of the result, which axis of this tensor it is
     * @return a tensor that shares memory with this one
     */
    Tensor permute(int... axes);

    /**
     * Two axes exchanged, as a view.
     *
     * @param a one axis
     * @param b the other axis
     * @return a tensor that shares memory with this one
     */
    default Tensor transpose(int a, int b) {
        int[] axes = new int[shape().rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i;
        }
        int first = shape().axis(a);
        int second = shape().axis(b);
        axes[first] = second;
        axes[second] = first;
        return permute(axes);
    }

    /**
     * The last two axes exchanged, as a view: the transpose of a matrix, or of a stack of them.
     *
     * @return a tensor that shares memory with this one
     */
    default Tensor transpose() {
        return transpose(-2, -1);
    }

    /**
     * A range of positions along an axis, as a view.
     *
     * @param axis which axis
     * @param from the first position; from the end if negative
     * @param to the position after the last; from the end if negative
     * @return a tensor that shares memory with this one
     */
    default Tensor slice(int axis, long from, long to) {
        return slice(axis, from, to, 1);
    }

    /**
     * Every {@code step}-th position of a range along an axis, as a view.
     *
     * @param axis which axis
     * @param from the first position; from the end if negative
     * @param to the position after the last; from the end if negative
     * @param step the distance between positions, at least 1
     * @return a tensor that shares memory with this one
     */
    Tensor slice(int axis, long from, long to, long step);

    /**
     * One position along an axis, as a view.
     *
     * @param axis which axis
     * @param index the position; from the end if negative
     * @return a tensor without that axis that shares memory with this one
     */
    Tensor select(int axis, long index);

    /**
     * Without an axis of length 1, as a view.
     *
     * @param axis which axis
     * @return a tensor that shares memory with this one
     * @throws dev.adjoint.shape.ShapeException if the axis has another length
     */
    Tensor squeeze(int axis);

    /**
     * With a new axis of length 1, as a view.
     *
     * @param axis where it stands in the result
     * @return a tensor that shares memory with this one
     */
    Tensor unsqueeze(int axis);

    /**
     * The axes from one on as a single axis: row-major, a view where the layout allows.
     *
     * @param axis the first axis to merge
     * @return a tensor of rank {@code axis + 1}
     */
    default Tensor flatten(int axis) {
        int from = shape().axis(axis);
        long[] lengths = new long[from + 1];
        System.arraycopy(shape().dims(), 0, lengths, 0, from);
        long rest = 1;
        for (int i = from; i < shape().rank(); i++) {
            rest *= shape().dim(i);
        }
        lengths[from] = rest;
        return reshape(lengths);
    }

    /**
     * Repeated along axes of length 1 and along new leading axes, as a view of stride 0.
     *
     * @param lengths the shape of the result
     * @return a tensor that shares memory with this one
     */
    Tensor expand(long... lengths);

    /**
     * The order along some axes reversed, as a view.
     *
     * @param axes which axes
     * @return a tensor that shares memory with this one
     */
    Tensor flip(int... axes);

    /**
     * Zeros added before and after along an axis.
     *
     * @param axis which axis
     * @param before how many before
     * @param after how many after
     * @return a tensor that is longer along that axis
     */
    Tensor pad(int axis, long before, long after);

    /**
     * Followed by other tensors along an axis.
     *
     * @param axis which axis
     * @param others tensors of the same element type, and of the same shape but for that axis
     * @return a tensor that is as long along the axis as its parts together
     */
    Tensor append(int axis, Tensor... others);

    /**
     * The elements in row-major order without gaps: this tensor if it is so already, else a copy.
     *
     * @return a contiguous tensor
     */
    Tensor contiguous();

    /**
     * A copy in memory of its own, contiguous.
     *
     * @return a tensor that shares no memory with this one
     */
    Tensor copy();
}

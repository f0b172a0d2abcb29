package dev.adjoint;

import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.List;

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
        int first = shape().axis("transpose", a);
        int second = shape().axis("transpose", b);
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
     * One axis elsewhere, the others in their order, as a view.
     *
     * @param from which axis
     * @param to where it stands in the result
     * @return a tensor that shares memory with this one
     */
    default Tensor moveAxis(int from, int to) {
        int source = shape().axis("moveAxis", from);
        int target = shape().axis("moveAxis", to);
        int[] axes = new int[shape().rank()];
        for (int i = 0, next = 0; i < axes.length; i++) {
            next += next == source ? 1 : 0;
            axes[i] = i == target ? source : next++;
        }
        return permute(axes);
    }

    /**
     * The axis of channels last, {@code [n, c, height, width]} as {@code [n, height, width, c]}, for any number of
     * spatial axes, as a view.
     *
     * @return a tensor that shares memory with this one
     */
    default Tensor channelsLast() {
        return moveAxis(1, -1);
    }

    /**
     * The axis of channels right after the first, {@code [n, height, width, c]} as {@code [n, c, height, width]}, for
     * any number of spatial axes, as a view.
     *
     * @return a tensor that shares memory with this one
     */
    default Tensor channelsFirst() {
        return moveAxis(-1, 1);
    }

    /**
     * The elements {@code (i, i + offset)} of the matrices that two axes span, as a view; both axes are gone, and the
     * diagonal is the last one.
     *
     * @param offset how far above the main diagonal; below it if negative
     * @param a the axis of the rows
     * @param b the axis of the columns
     * @return a tensor of one rank less that shares memory with this one
     * @throws dev.adjoint.shape.ShapeException if both axes are one
     */
    Tensor diagonal(long offset, int a, int b);

    /**
     * A diagonal of the matrices that the last two axes span, as a view.
     *
     * @param offset how far above the main diagonal; below it if negative
     * @return a tensor of one rank less that shares memory with this one
     */
    default Tensor diagonal(long offset) {
        return diagonal(offset, -2, -1);
    }

    /**
     * The main diagonal of the matrices that the last two axes span, as a view.
     *
     * @return a tensor of one rank less that shares memory with this one
     */
    default Tensor diagonal() {
        return diagonal(0);
    }

    /**
     * Square matrices that are zero but for one diagonal, which the last axis of this tensor fills: {@link #diagonal(long)}
     * undone.
     *
     * @param offset how far above the main diagonal; below it if negative
     * @return a tensor of one rank more
     */
    Tensor diagonalMatrix(long offset);

    /**
     * Square matrices that are zero but for the main diagonal, which the last axis of this tensor fills.
     *
     * @return a tensor of one rank more
     */
    default Tensor diagonalMatrix() {
        return diagonalMatrix(0);
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
     * All positions along an axis, one by one, as views: {@link Tensor#stack} undone.
     *
     * @param axis which axis
     * @return as many tensors without that axis as it is long
     */
    default List<Tensor> unstack(int axis) {
        int place = shape().axis("unstack", axis);
        return split(place, 1).stream()
                .limit(shape().dim(place))
                .map(slice -> slice.squeeze(place))
                .toList();
    }

    /**
     * Pieces of equal length along an axis, as views; the last is shorter where it does not come out even.
     *
     * @param axis which axis
     * @param length the length of each piece, at least 1
     * @return the pieces in order, one at least
     * @throws ShapeException if the length is less than 1
     */
    default List<Tensor> split(int axis, long length) {
        if (length < 1) {
            throw new ShapeException("split: pieces of length " + length + " along axis " + axis + " of " + shape()
                    + ". Give a length of 1 or more.");
        }
        long whole = shape().dim("split", axis);
        long[] lengths = new long[Math.toIntExact(Math.max(1, Math.ceilDiv(whole, length)))];
        Arrays.fill(lengths, length);
        lengths[lengths.length - 1] = whole - (lengths.length - 1) * length;
        return split(axis, lengths);
    }

    /**
     * Pieces of given lengths along an axis, as views: {@link Tensor#concat} undone.
     *
     * @param axis which axis
     * @param lengths the length of each piece; together the length of the axis
     * @return the pieces in order
     * @throws ShapeException if the lengths do not add up
     */
    List<Tensor> split(int axis, long[] lengths);

    /**
     * At most a given number of pieces of equal length along an axis, as views: {@link #split(int, long)} with the
     * length that so many pieces need, rounded up.
     *
     * @param axis which axis
     * @param parts how many pieces at most, at least 1
     * @return the pieces in order
     * @throws ShapeException if the number is less than 1
     */
    default List<Tensor> chunk(int axis, int parts) {
        if (parts < 1) {
            throw new ShapeException(
                    "chunk: " + parts + " pieces along axis " + axis + " of " + shape() + ". Ask for 1 or more.");
        }
        return split(axis, Math.max(1, Math.ceilDiv(shape().dim("chunk", axis), parts)));
    }

    /**
     * Without an axis of length 1, as a view.
     *
     * @param axis which axis
     * @return a tensor that shares memory with this one
     * @throws dev.adjoint.shape.ShapeException if the axis has another length
     */
    Tensor squeeze(int axis);

    /**
     * Without any axis of length 1, as a view.
     *
     * @return a tensor that shares memory with this one
     */
    default Tensor squeeze() {
        return reshape(
                Arrays.stream(shape().dims()).filter(length -> length != 1).toArray());
    }

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
        return flatten(axis, -1);
    }

    /**
     * All axes as a single one: row-major, a view where the layout allows.
     *
     * @return a tensor of rank 1
     */
    default Tensor flatten() {
        return reshape(shape().size());
    }

    /**
     * Neighbouring axes collapsed into one: row-major, a view where the layout allows.
     *
     * @param from the first axis to merge
     * @param to the last axis to merge
     * @return a tensor of as many axes less as were merged, plus one
     * @throws dev.adjoint.shape.ShapeException if the first axis comes after the last
     */
    default Tensor flatten(int from, int to) {
        int first = shape().axis("flatten", from);
        int last = shape().axis("flatten", to);
        if (first > last) {
            throw new ShapeException("flatten: axis " + from + " of " + shape() + " comes after axis " + to
                    + ". Give the first axis to merge, then the last.");
        }
        long merged = 1;
        for (int axis = first; axis <= last; axis++) {
            merged *= shape().dim(axis);
        }
        return reshape(spliced(first, last + 1, merged));
    }

    /**
     * One axis un-collapsed into several: {@link #flatten(int, int)} undone, as a view.
     *
     * @param axis which axis
     * @param lengths the lengths of the axes that replace it, row-major; one may be -1
     * @return a tensor that shares memory with this one
     * @throws dev.adjoint.shape.ShapeException if their product is not the length of the axis
     */
    default Tensor unflatten(int axis, long... lengths) {
        int at = shape().axis("unflatten", axis);
        return reshape(
                spliced(at, at + 1, Shape.of(shape().dim(at)).reshaped(lengths).dims()));
    }

    private long[] spliced(int from, int to, long... middle) {
        long[] dims = shape().dims();
        long[] result = new long[from + middle.length + dims.length - to];
        System.arraycopy(dims, 0, result, 0, from);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(dims, to, result, from + middle.length, dims.length - to);
        return result;
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

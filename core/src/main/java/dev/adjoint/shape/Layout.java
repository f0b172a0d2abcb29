package dev.adjoint.shape;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a shape stand in a storage: {@code offset + sum of index[axis] * stride[axis]}, in elements.
 *
 * <p>A view is another layout over the same storage, so every method here costs time in the rank alone. Strides may be
 * zero (an expanded axis) or negative (a flipped one). One layout is made per view, so whether it is contiguous and how
 * far it reaches, which every kernel and every array asks, is worked out once, in the constructor. Axes may be given from the end.
 */
public final class Layout {
    private final Shape shape;
    private final long[] strides;
    private final long offset;
    private final boolean contiguous;
    private final long lowest;
    private final long highest;

    /** Worked out when first asked for; a race works it out twice. */
    private int patternHash;

    private Layout(Shape shape, long[] strides, long offset, boolean contiguous) {
        this.shape = shape;
        this.strides = strides;
        this.offset = offset;
        this.contiguous = contiguous;
        boolean empty = shape.size() == 0;
        this.lowest = empty || contiguous ? offset : offset + Strides.reach(shape, strides, -1);
        this.highest =
                contiguous ? offset + shape.size() - 1 : empty ? offset - 1 : offset + Strides.reach(shape, strides, 1);
    }

    private Layout(Shape shape, long[] strides, long offset) {
        this(shape, strides, offset, Strides.isRowMajor(shape, strides));
    }

    /**
     * The row-major layout from offset 0.
     *
     * @param shape the shape
     * @return its contiguous layout
     */
    public static Layout contiguous(Shape shape) {
        return new Layout(shape, Strides.rowMajor(shape), 0, true);
    }

    /**
     * A layout with strides and offset as given.
     *
     * @param shape the shape
     * @param strides elements from one index to the next along each axis; copied
     * @param offset the element where index (0, 0, ...) stands
     * @return the layout
     * @throws ShapeException if there is not one stride per axis, or an offset would overflow
     */
    public static Layout of(Shape shape, long[] strides, long offset) {
        if (strides.length != shape.rank()) {
            throw new ShapeException("layout: " + shape + " has " + shape.rank() + " axes, but " + strides.length
                    + " strides are given: " + Arrays.toString(strides) + ". Give one stride per axis.");
        }
        Strides.checkReach(shape, strides, offset);
        return new Layout(shape, strides.clone(), offset);
    }

    /**
     * The lengths.
     *
     * @return the shape
     */
    public Shape shape() {
        return shape;
    }

    /**
     * Elements from one index to the next along an axis.
     *
     * <p>The stride of an axis of length 1 is never used and may be anything.
     *
     * @param axis the axis, from the end if negative
     * @return the stride; zero where expanded, negative where flipped
     */
    public long stride(int axis) {
        return strides[shape.axis(axis)];
    }

    /**
     * All strides.
     *
     * @return a copy
     */
    public long[] strides() {
        return strides.clone();
    }

    /**
     * The element where index (0, 0, ...) stands, from the start of the storage.
     *
     * @return the offset in elements
     */
    public long offset() {
        return offset;
    }

    /**
     * Whether the elements stand in row-major order without gaps, from whatever offset.
     *
     * @return true also for rank 0 and for layouts without elements
     */
    public boolean isContiguous() {
        return contiguous;
    }

    /**
     * Whether some permutation of the axes is contiguous: every element of one stretch of memory once.
     *
     * @return true for contiguous layouts and their permutations, false for gaps, expanded or flipped axes
     */
    public boolean isDense() {
        return contiguous || Strides.isDense(shape, strides);
    }

    /**
     * The same shape and strides from another offset.
     *
     * <p>Two layouts that need the same kernel are equal once their offsets are the same.
     *
     * @param newOffset the offset in elements
     * @return the moved layout
     */
    public Layout withOffset(long newOffset) {
        return newOffset == offset ? this : new Layout(shape, strides, newOffset, contiguous);
    }

    /**
     * The same elements, in the same row-major order, in another shape.
     *
     * @param target a shape of as many elements
     * @return the view, or null if no strides describe it and the elements must be copied
     * @throws ShapeException if the element counts differ
     */
    public @Nullable Layout reshape(Shape target) {
        shape.requireSameSize(target);
        if (contiguous) {
            return new Layout(target, Strides.rowMajor(target), offset, true);
        }
        long[] result = Strides.reshape(shape, strides, target);
        return result == null ? null : new Layout(target, result, offset);
    }

    /**
     * The axes in another order: axis {@code i} of the result is axis {@code axes[i]} of this.
     *
     * @param axes every axis once
     * @return the view
     * @throws ShapeException if it is no permutation
     */
    public Layout permute(int... axes) {
        int[] order = shape.permutation(axes);
        long[] dims = new long[order.length];
        long[] result = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            dims[i] = shape.at(order[i]);
            result[i] = strides[order[i]];
        }
        return new Layout(new Shape(dims), result, offset);
    }

    /**
     * Every {@code step}-th index of an axis in {@code from} (included) to {@code to} (excluded).
     *
     * <p>Nothing is clamped: a range beyond the axis is an error, not a shorter answer.
     *
     * @param axis the axis
     * @param from first index, from the end if negative
     * @param to the index after the last, from the end if negative
     * @param step one or more
     * @return the view, with ceil((to - from) / step) indices along the axis
     * @throws ShapeException if the range does not lie in the axis, or the step is not positive
     */
    public Layout slice(int axis, long from, long to, long step) {
        int at = shape.axis(axis);
        long length = shape.at(at);
        long first = from < 0 ? from + length : from;
        long end = to < 0 ? to + length : to;
        if (first < 0 || end > length || first > end) {
            throw new ShapeException("slice: " + from + " to " + to + " does not lie in axis " + axis + " of " + shape
                    + " (length " + length + "). Give 0 <= from <= to <= " + length + ".");
        }
        if (step < 1) {
            throw new ShapeException(
                    "slice: step " + step + " along axis " + axis + " of " + shape + ". Use flip to go backwards.");
        }
        long count = end == first ? 0 : (end - first - 1) / step + 1;
        long[] result = strides.clone();
        // With one index or none the stride is never used; scaling it could only overflow.
        result[at] = count > 1 ? strides[at] * step : strides[at];
        return new Layout(shape.with(at, count), result, count == 0 ? offset : moved(first * strides[at]));
    }

    /** Where nothing stands, nothing moves: the offset stays within the storage, however short. */
    private long moved(long distance) {
        return shape.size() == 0 ? offset : offset + distance;
    }

    /**
     * One index of an axis; the axis is gone.
     *
     * @param axis the axis
     * @param index the index, from the end if negative
     * @return the view of rank - 1
     * @throws ShapeException if the index does not lie in the axis
     */
    public Layout select(int axis, long index) {
        int at = shape.axis(axis);
        long length = shape.at(at);
        long chosen = index < 0 ? index + length : index;
        if (chosen < 0 || chosen >= length) {
            throw new ShapeException("select: index " + index + " does not lie in axis " + axis + " of " + shape
                    + " (length " + length + ").");
        }
        return new Layout(shape.remove(at), Strides.remove(strides, at), moved(chosen * strides[at]));
    }

    /**
     * The view that repeats elements, by strides of zero, until it has the target's shape.
     *
     * @param target a shape that this one can broadcast to
     * @return the view
     * @throws ShapeException if {@link Shape#canExpandTo} is false
     */
    public Layout expand(Shape target) {
        if (target.equals(shape)) {
            return this;
        }
        if (!shape.canExpandTo(target)) {
            throw new ShapeException("expand: " + shape + " does not expand to " + target
                    + ". Axes of length 1 stretch at equal rank; else the shape must be the target's trailing"
                    + " dimensions. Use unsqueeze to say where an axis is missing.");
        }
        int lead = target.rank() - shape.rank();
        long[] result = new long[target.rank()];
        for (int axis = 0; axis < shape.rank(); axis++) {
            result[lead + axis] = shape.at(axis) == target.at(lead + axis) ? strides[axis] : 0;
        }
        return new Layout(target, result, offset);
    }

    /**
     * The view without an axis of length 1.
     *
     * @param axis the axis
     * @return the view of rank - 1
     * @throws ShapeException if the axis has another length
     */
    public Layout squeeze(int axis) {
        int at = shape.axis(axis);
        if (shape.at(at) != 1) {
            throw new ShapeException("squeeze: axis " + axis + " of " + shape + " has length " + shape.at(at)
                    + ", not 1. Use select for one index of it.");
        }
        return new Layout(shape.remove(at), Strides.remove(strides, at), offset, contiguous);
    }

    /**
     * The view with an axis of length 1 more.
     *
     * @param axis where it stands in the result, from the end of the result if negative
     * @return the view of rank + 1
     * @throws ShapeException if there is no such place
     */
    public Layout unsqueeze(int axis) {
        int at = shape.place(axis);
        long stride = at < strides.length ? strides[at] * shape.at(at) : 1;
        return new Layout(shape.insert(at, 1), Axes.insert(strides, at, stride), offset, contiguous);
    }

    /**
     * The view that runs backwards along an axis.
     *
     * @param axis the axis
     * @return the view, with that stride negated
     */
    public Layout flip(int axis) {
        int at = shape.axis(axis);
        long length = shape.at(at);
        if (length <= 1) {
            return this;
        }
        long[] result = strides.clone();
        result[at] = -result[at];
        return new Layout(shape, result, moved((length - 1) * strides[at]));
    }

    /**
     * The elements {@code (i, i + shift)} of each matrix that two axes span; both axes are gone, and the diagonal is the
     * last one.
     *
     * @param shift how far above the main diagonal; below it if negative
     * @param a the axis of the rows
     * @param b the axis of the columns
     * @return the view of rank - 1, without elements where the diagonal lies outside
     * @throws ShapeException if there are no such axes, or both are one
     */
    public Layout diagonal(long shift, int a, int b) {
        int rows = shape.axis(a);
        int columns = shape.axis(b);
        if (rows == columns) {
            throw new ShapeException("diagonal: axes " + a + " and " + b + " of " + shape
                    + " are the same one. Name the axis of the rows and that of the columns.");
        }
        long row = Math.clamp(-Math.clamp(shift, -shape.at(rows), 0), 0, shape.at(rows));
        long column = Math.clamp(shift, 0, shape.at(columns));
        long length = Math.min(shape.at(rows) - row, shape.at(columns) - column);
        long[] kept = Strides.remove(Strides.remove(strides, Math.max(rows, columns)), Math.min(rows, columns));
        long[] result = Axes.insert(kept, kept.length, strides[rows] + strides[columns]);
        Shape dims = shape.remove(rows, columns).insert(kept.length, length);
        long start = offset + row * strides[rows] + column * strides[columns];
        return new Layout(dims, result, dims.size() == 0 ? offset : start);
    }

    /**
     * Whether several indices may name one element, so that writing to all of them has no one result.
     *
     * @return true for an expanded axis, and wherever strides are so small that distinctness cannot be told from them
     */
    public boolean mayOverlap() {
        return !contiguous && Strides.mayOverlap(shape, strides);
    }

    /**
     * The lowest element that is touched; the offset itself if there is none.
     *
     * @return an element offset
     */
    public long lowest() {
        return lowest;
    }

    /**
     * The highest element that is touched; one below the offset if there is none, so that {@code highest - lowest + 1}
     * is always the extent.
     *
     * @return an element offset
     */
    public long highest() {
        return highest;
    }

    /**
     * Where one element stands.
     *
     * @param index one index per axis, from zero
     * @return its element offset from the start of the storage
     * @throws ShapeException if the index does not lie in the shape
     */
    public long offsetOf(long... index) {
        boolean inside = index.length == strides.length;
        long result = offset;
        for (int axis = 0; inside && axis < index.length; axis++) {
            inside = index[axis] >= 0 && index[axis] < shape.at(axis);
            result += index[axis] * strides[axis];
        }
        if (!inside) {
            throw new ShapeException("index " + Arrays.toString(index) + " does not lie in shape " + shape
                    + ". Give one index per axis, from 0 to its length - 1.");
        }
        return result;
    }

    /**
     * Whether another layout differs at most in its offset, so that the same kernel serves both.
     *
     * @param other the other layout
     * @return true if shape and strides are equal
     */
    public boolean samePattern(Layout other) {
        return this == other || (Arrays.equals(strides, other.strides) && shape.equals(other.shape));
    }

    /**
     * A hash of shape and strides alone, to go with {@link #samePattern}.
     *
     * @return the hash
     */
    public int patternHash() {
        int hash = patternHash;
        if (hash == 0) {
            hash = 31 * shape.hashCode() + Arrays.hashCode(strides);
            patternHash = hash;
        }
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Layout layout
                        && offset == layout.offset
                        && Arrays.equals(strides, layout.strides)
                        && shape.equals(layout.shape));
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, Arrays.hashCode(strides), offset);
    }

    /** Shape, strides and offset, such as {@code [3, 4] strides [4, 1] offset 0}. */
    @Override
    public String toString() {
        return shape + " strides " + Arrays.toString(strides) + " offset " + offset;
    }
}

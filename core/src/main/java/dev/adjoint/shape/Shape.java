package dev.adjoint.shape;

import java.util.Arrays;

/**
 * The lengths of a tensor along its axes, such as {@code [3, 4]}; rank 0 is a single element.
 *
 * <p>Lengths may be zero. The number of elements is computed once, here, and must fit in a {@code long}; so no later
 * arithmetic on a shape has to think of overflow again. Axes may be given from the end: -1 is the last one.
 */
public final class Shape {
    /** The shape {@code []} of a single element. */
    public static final Shape SCALAR = new Shape(new long[0]);

    private final long[] dims;
    private final long size;

    /** Takes ownership of {@code dims}: callers inside the package pass arrays that nobody else holds. */
    Shape(long[] dims) {
        this.dims = dims;
        this.size = count(dims);
    }

    private static long count(long[] dims) {
        long size = 1;
        boolean overflow = false;
        boolean empty = false;
        for (long dim : dims) {
            if (dim < 0) {
                throw new ShapeException("shape: negative length in " + Arrays.toString(dims) + " (" + dim
                        + "). Lengths are zero or more; only reshape takes a -1, for the length it works out itself.");
            }
            empty |= dim == 0;
            overflow |= Math.multiplyHigh(size, dim) != 0 || size * dim < 0;
            size *= dim;
        }
        if (empty) {
            return 0;
        }
        if (overflow) {
            throw new ShapeException("shape: " + Arrays.toString(dims)
                    + " has more elements than a 64-bit count can hold. Are all the lengths meant?");
        }
        return size;
    }

    /**
     * The shape with these lengths.
     *
     * @param dims lengths from the outermost to the innermost axis; copied
     * @return the shape
     * @throws ShapeException if a length is negative or the element count overflows
     */
    public static Shape of(long... dims) {
        return Given.of("shape", "the array of lengths", dims).length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /**
     * The number of axes.
     *
     * @return zero or more
     */
    public int rank() {
        return dims.length;
    }

    /**
     * The number of elements, the product of all lengths; 1 for rank 0.
     *
     * @return zero or more
     */
    public long size() {
        return size;
    }

    /**
     * The length along an axis.
     *
     * @param axis the axis, from the end if negative
     * @return the length
     * @throws ShapeException if there is no such axis
     */
    public long dim(int axis) {
        return dims[axis(axis)];
    }

    /**
     * The length along an axis, for an op that was given it.
     *
     * @param op the name of the op, which an error begins with
     * @param axis the axis, from the end if negative
     * @return the length
     * @throws ShapeException if there is no such axis
     */
    public long dim(String op, int axis) {
        return dims[axis(op, axis)];
    }

    /**
     * All lengths.
     *
     * @return a copy
     */
    public long[] dims() {
        return dims.clone();
    }

    /**
     * The index of an element from its place in row-major order.
     *
     * @param place how many elements stand before it
     * @return a number for each axis
     */
    public long[] unravel(long place) {
        long[] index = new long[dims.length];
        long rest = place;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % dims[axis];
            rest /= dims[axis];
        }
        return index;
    }

    /**
     * An axis counted from the front.
     *
     * @param axis the axis, from the end if negative
     * @return the same axis in 0 to rank - 1
     * @throws ShapeException if there is no such axis
     */
    public int axis(int axis) {
        return axis("", axis);
    }

    /**
     * An axis counted from the front, for an op that was given it.
     *
     * @param op the name of the op, which an error begins with
     * @param axis the axis, from the end if negative
     * @return the same axis in 0 to rank - 1
     * @throws ShapeException if there is no such axis
     */
    public int axis(String op, int axis) {
        return Axes.normalise(op, axis, dims);
    }

    /**
     * Axes counted from the front, each once, in ascending order.
     *
     * @param axes axes in any order, from the end if negative
     * @return a new array
     * @throws ShapeException if there is no such axis, or one is named twice
     */
    public int[] axes(int... axes) {
        return axes("", axes);
    }

    /**
     * Axes counted from the front, each once, in ascending order, for an op that was given them.
     *
     * @param op the name of the op, which an error begins with
     * @param axes axes in any order, from the end if negative
     * @return a new array
     * @throws ShapeException if there is no such axis, or one is named twice
     */
    public int[] axes(String op, int... axes) {
        return Axes.distinct(op, axes, dims);
    }

    /**
     * This shape with another length along one axis.
     *
     * @param axis the axis, from the end if negative
     * @param length the new length
     * @return the new shape
     * @throws ShapeException if there is no such axis, or the length is negative
     */
    public Shape with(int axis, long length) {
        long[] result = dims.clone();
        result[axis(axis)] = length;
        return new Shape(result);
    }

    /**
     * This shape with one axis more.
     *
     * @param axis where the new axis stands in the result, from the end of the result if negative
     * @param length its length
     * @return a shape of rank + 1
     * @throws ShapeException if there is no such place, or the length is negative
     */
    public Shape insert(int axis, long length) {
        return new Shape(Axes.insert(dims, place(axis), length));
    }

    /**
     * This shape without some axes, as a reduction over them leaves it.
     *
     * @param axes the axes to drop
     * @return a shape of lower rank
     * @throws ShapeException if there is no such axis, or one is named twice
     */
    public Shape remove(int... axes) {
        int[] drop = axes(axes);
        if (drop.length == dims.length) {
            return SCALAR;
        }
        long[] result = new long[dims.length - drop.length];
        for (int axis = 0, next = 0, out = 0; axis < dims.length; axis++) {
            if (next < drop.length && drop[next] == axis) {
                next++;
            } else {
                result[out++] = dims[axis];
            }
        }
        return new Shape(result);
    }

    /**
     * This shape with length 1 along some axes, as a reduction that keeps its axes leaves it.
     *
     * @param axes the axes that become 1
     * @return a shape of the same rank
     * @throws ShapeException if there is no such axis, or one is named twice
     */
    public Shape keep(int... axes) {
        long[] result = dims.clone();
        for (int axis : axes(axes)) {
            result[axis] = 1;
        }
        return new Shape(result);
    }

    /**
     * The shape for a reshape of this one, where a single -1 stands for the length that follows from the others.
     *
     * @param lengths the wanted lengths, at most one of them -1
     * @return a shape of as many elements as this one
     * @throws ShapeException if the counts differ or the -1 has no single answer
     */
    public Shape reshaped(long... lengths) {
        long[] result = Given.of("reshape", "the array of lengths", lengths).clone();
        int open = -1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == -1) {
                if (open >= 0) {
                    throw new ShapeException("reshape: more than one -1 in " + Arrays.toString(lengths)
                            + ". Only one length can follow from the others.");
                }
                open = i;
                result[i] = 1;
            }
        }
        Shape shape = new Shape(result);
        if (open >= 0) {
            long rest = shape.size;
            if (rest == 0 || size % rest != 0) {
                throw new ShapeException("reshape: " + this + " of " + size + " elements does not fit "
                        + Arrays.toString(lengths) + ": " + (rest == 0 ? "any length" : "no whole length")
                        + " would do for the -1. Give all lengths.");
            }
            return shape.with(open, size / rest);
        }
        requireSameSize(shape);
        return shape;
    }

    /**
     * The shape that two operands have after broadcasting, by the strict rule.
     *
     * <p>At equal rank, axes of length 1 stretch. A shape of lower rank joins only if it equals the trailing lengths of
     * the other exactly, as a bias does; rank 0 joins anything. Never both at once: the silent
     * {@code [n, 1] x [n] -> [n, n]} is an error.
     *
     * @param a the left operand's shape
     * @param b the right operand's shape
     * @return the common shape
     * @throws ShapeException if the rule is not met; the message names the call that was probably meant
     */
    public static Shape broadcast(Shape a, Shape b) {
        long[] common = Broadcast.common(a.dims, b.dims);
        if (common == null) {
            throw new ShapeException(Broadcast.explain(a.dims, b.dims));
        }
        return common == a.dims ? a : common == b.dims ? b : new Shape(common);
    }

    /**
     * Whether this shape becomes {@code target} by the strict broadcasting rule alone.
     *
     * @param target the wider shape
     * @return true if {@code broadcast(this, target)} is {@code target}
     */
    public boolean canExpandTo(Shape target) {
        return Arrays.equals(Broadcast.common(dims, target.dims), target.dims);
    }

    /** Where a new axis would stand: one place more than there are axes. */
    int place(int axis) {
        return place("", axis);
    }

    /**
     * Where a new axis would stand, counted from the front, for an op that was given it.
     *
     * @param op the name of the op, which an error begins with
     * @param axis the place, from the end of the result if negative
     * @return the same place in 0 to rank
     * @throws ShapeException if there is no such place
     */
    public int place(String op, int axis) {
        return Axes.place(op, axis, dims);
    }

    /**
     * A permutation of all axes, counted from the front, in the order given.
     *
     * @param axes every axis once, from the end if negative
     * @return a new array
     * @throws ShapeException if it is no permutation
     */
    public int[] permutation(int... axes) {
        return Axes.permutation(axes, dims);
    }

    void requireSameSize(Shape target) {
        if (size != target.size) {
            throw new ShapeException("reshape: element counts differ: " + this + " to " + target + " (" + size + " vs "
                    + target.size + "). One length may be -1, to be worked out from the others.");
        }
    }

    /** The length of an axis already known to be valid, without the check. */
    long at(int axis) {
        return dims[axis];
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Shape shape && Arrays.equals(dims, shape.dims));
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The lengths in brackets, such as {@code [3, 4]}. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}

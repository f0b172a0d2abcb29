package dev.adjoint.memory;

import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/**
 * A walk over several layouts of one shape at once, in row-major order, run by run.
 *
 * <p>Axes that all the layouts step through evenly are joined first, so that four contiguous arrays of any rank are one
 * run. Within a run each operand advances by a constant stride, which leaves the caller a plain loop:
 *
 * <pre>{@code
 * Strided walk = Strided.over(shape, x.layout(), y.layout());
 * while (walk.next()) {
 *     long i = walk.offset(0);
 *     long o = walk.offset(1);
 *     for (long n = walk.length(); n > 0; n--, i += walk.stride(0), o += walk.stride(1)) {
 *         y.setDouble(o, f(x.doubleAt(i)));
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #over(long, long, Shape, Layout...)} walks a part of the elements, which is how threads share a loop. A walk
 * is used once, by one thread.
 */
public final class Strided {
    /** Joined axes; the last one is the run. */
    private final long[] dims;

    /** For operand {@code k} and joined axis {@code a}, at {@code k * rank + a}. */
    private final long[] strides;

    /** Where the next run starts, per operand. */
    private final long[] cursor;

    private final long[] offsets;
    private final long[] index;
    private final int rank;
    private long remaining;
    private long length;

    private Strided(long from, long to, Shape shape, Layout... operands) {
        long[] joined = new long[Math.max(1, shape.rank())];
        long[][] steps = new long[operands.length][joined.length];
        rank = join(shape, operands, joined, steps);
        dims = joined;
        strides = new long[operands.length * rank];
        cursor = new long[operands.length];
        offsets = new long[operands.length];
        index = new long[rank];
        for (int k = 0; k < operands.length; k++) {
            System.arraycopy(steps[k], 0, strides, k * rank, rank);
            cursor[k] = operands[k].offset();
        }
        remaining = to - from;
        if (remaining > 0) {
            seek(from);
        }
    }

    /**
     * A walk over all elements.
     *
     * @param shape the common shape
     * @param operands layouts of exactly that shape; expand them first
     * @return the walk, before its first run
     * @throws ShapeException if an operand has another shape
     */
    public static Strided over(Shape shape, Layout... operands) {
        return over(0, shape.size(), shape, operands);
    }

    /**
     * A walk over the elements {@code from} (included) to {@code to} (excluded), counted in row-major order.
     *
     * @param from the first element
     * @param to the element after the last
     * @param shape the common shape
     * @param operands layouts of exactly that shape
     * @return the walk, before its first run
     * @throws ShapeException if an operand has another shape, or the range does not lie in it
     */
    public static Strided over(long from, long to, Shape shape, Layout... operands) {
        if (from < 0 || from > to || to > shape.size()) {
            throw new ShapeException("walk: elements " + from + " to " + to + " do not lie in " + shape + " of "
                    + shape.size() + " elements.");
        }
        for (Layout operand : operands) {
            if (!operand.shape().equals(shape)) {
                throw new ShapeException(
                        "walk: an operand has shape " + operand.shape() + ", not " + shape + ". Expand it first.");
            }
        }
        return new Strided(from, to, shape, operands);
    }

    /**
     * Visits each element by itself, in row-major order: the plainest way, for code that need not be fast.
     *
     * @param shape the common shape
     * @param operands layouts of exactly that shape
     * @param visitor receives one element offset per operand, in an array that is reused
     * @throws ShapeException if an operand has another shape
     */
    public static void forEach(Shape shape, Layout[] operands, Visitor visitor) {
        Strided walk = over(shape, operands);
        while (walk.next()) {
            long[] offsets = walk.offsets;
            for (long n = walk.length; n > 0; n--) {
                visitor.visit(offsets);
                for (int k = 0; k < offsets.length; k++) {
                    offsets[k] += walk.stride(k);
                }
            }
        }
    }

    /** What {@link #forEach} calls for each element. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Visits one element.
         *
         * @param offsets its element offset in each operand; only valid during the call
         */
        void visit(long[] offsets);
    }

    /**
     * Goes to the next run.
     *
     * @return false after the last
     */
    public boolean next() {
        if (remaining == 0) {
            return false;
        }
        int last = rank - 1;
        length = Math.min(dims[last] - index[last], remaining);
        remaining -= length;
        System.arraycopy(cursor, 0, offsets, 0, cursor.length);
        advance(last, length);
        for (int axis = last; axis > 0 && index[axis] == dims[axis]; axis--) {
            advance(axis, -index[axis]);
            advance(axis - 1, 1);
        }
        return true;
    }

    /**
     * The elements of this run.
     *
     * @return one or more
     */
    public long length() {
        return length;
    }

    /**
     * Where this run starts in an operand.
     *
     * @param operand which one
     * @return an element offset
     */
    public long offset(int operand) {
        return offsets[operand];
    }

    /**
     * From one element of a run to the next in an operand; the same for all runs.
     *
     * @param operand which one
     * @return the stride in elements
     */
    public long stride(int operand) {
        return strides[operand * rank + rank - 1];
    }

    private void advance(int axis, long steps) {
        index[axis] += steps;
        for (int k = 0; k < cursor.length; k++) {
            cursor[k] += steps * strides[k * rank + axis];
        }
    }

    private void seek(long element) {
        long rest = element;
        for (int axis = rank - 1; axis >= 0; axis--) {
            long inner = dims[axis];
            advance(axis, axis == 0 ? rest : rest % inner);
            rest /= inner;
        }
        // A start at the very end of the last run is only met with nothing remaining.
    }

    /** Joins axes into {@code dims} and {@code steps} and returns how many are left; at least one, for the run. */
    private static int join(Shape shape, Layout[] operands, long[] dims, long[][] steps) {
        int count = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            long dim = shape.dim(axis);
            if (dim == 1) {
                continue;
            }
            boolean joins = count > 0;
            for (int k = 0; joins && k < operands.length; k++) {
                joins = steps[k][count - 1] == operands[k].stride(axis) * dim;
            }
            if (!joins) {
                count++;
                dims[count - 1] = 1;
            }
            dims[count - 1] *= dim;
            for (int k = 0; k < operands.length; k++) {
                steps[k][count - 1] = operands[k].stride(axis);
            }
        }
        if (count == 0) {
            dims[0] = 1;
            return 1;
        }
        return count;
    }
}

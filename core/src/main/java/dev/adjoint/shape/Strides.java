package dev.adjoint.shape;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The arithmetic of strides that layouts are built on; axes are already counted from the front here. */
final class Strides {
    private Strides() {}

    static long[] rowMajor(Shape shape) {
        long[] strides = new long[shape.rank()];
        long next = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = next;
            // An empty shape could overflow here; its strides are never used, so any value will do.
            next *= Math.max(1, shape.at(axis));
        }
        return strides;
    }

    static boolean isRowMajor(Shape shape, long[] strides) {
        if (shape.size() == 0) {
            return true;
        }
        long next = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            long dim = shape.at(axis);
            if (dim != 1) {
                if (strides[axis] != next) {
                    return false;
                }
                next *= dim;
            }
        }
        return true;
    }

    /** Walks the axes from the smallest stride up: without gaps, each stride is the count of elements so far. */
    static boolean isDense(Shape shape, long[] strides) {
        if (shape.size() == 0) {
            return true;
        }
        long covered = 1;
        boolean found = true;
        while (found) {
            found = false;
            for (int axis = 0; axis < strides.length; axis++) {
                if (shape.at(axis) != 1 && strides[axis] == covered) {
                    covered *= shape.at(axis);
                    found = true;
                }
            }
        }
        return covered == shape.size();
    }

    /** From the smallest stride up, each must step over all that the smaller ones reach. */
    static boolean mayOverlap(Shape shape, long[] strides) {
        if (shape.size() == 0) {
            return false;
        }
        int[] axes = IntStream.range(0, strides.length)
                .filter(axis -> shape.at(axis) != 1)
                .boxed()
                .sorted(Comparator.comparingLong(axis -> Math.abs(strides[axis])))
                .mapToInt(Integer::intValue)
                .toArray();
        long reach = 0;
        for (int axis : axes) {
            if (Math.abs(strides[axis]) <= reach) {
                return true;
            }
            reach += (shape.at(axis) - 1) * Math.abs(strides[axis]);
        }
        return false;
    }

    /** How far the elements reach below (direction -1) or above (direction 1) the offset. */
    static long reach(Shape shape, long[] strides, int direction) {
        long reach = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            if (strides[axis] * direction > 0) {
                reach += (shape.at(axis) - 1) * strides[axis];
            }
        }
        return reach;
    }

    /** Refuses strides whose element offsets would not fit in a {@code long}, so that nothing later has to ask. */
    static void checkReach(Shape shape, long[] strides, long offset) {
        if (shape.size() == 0) {
            return;
        }
        try {
            long low = offset;
            long high = offset;
            for (int axis = 0; axis < strides.length; axis++) {
                long reach = Math.multiplyExact(shape.at(axis) - 1, strides[axis]);
                low = Math.addExact(low, Math.min(0, reach));
                high = Math.addExact(high, Math.max(0, reach));
            }
        } catch (ArithmeticException overflow) {
            throw new ShapeException("layout: " + shape + " with strides " + Arrays.toString(strides) + " from offset "
                    + offset + " reaches beyond 64-bit offsets. Are all the strides meant?");
        }
    }

    /**
     * The strides of a reshaped view, or null if there are none.
     *
     * <p>From the innermost axis outwards, old axes that go through memory at one even pace (each stride is the next one's
     * times its length) are joined into a run. New axes may divide a run, but none may straddle two.
     */
    static long @Nullable [] reshape(Shape from, long[] strides, Shape to) {
        if (from.size() == 0) {
            return rowMajor(to);
        }
        long[] result = new long[to.rank()];
        int old = from.rank();
        long left = 1;
        long pace = 1;
        for (int axis = result.length - 1; axis >= 0; axis--) {
            long dim = to.at(axis);
            if (dim != 1 && left == 1) {
                do {
                    old--;
                } while (from.at(old) == 1);
                left = from.at(old);
                pace = strides[old];
                while (old > 0 && (from.at(old - 1) == 1 || strides[old - 1] == pace * left)) {
                    old--;
                    left *= from.at(old);
                }
            }
            if (left % dim != 0) {
                return null;
            }
            result[axis] = pace;
            pace *= dim;
            left /= dim;
        }
        return result;
    }

    static long[] remove(long[] strides, int axis) {
        long[] result = new long[strides.length - 1];
        System.arraycopy(strides, 0, result, 0, axis);
        System.arraycopy(strides, axis + 1, result, axis, result.length - axis);
        return result;
    }
}

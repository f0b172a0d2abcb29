package dev.adjoint;

import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import java.util.Arrays;

/**
 * How many elements of a value are not finite, and between which numbers the others lie.
 *
 * @param type element type and shape
 * @param nans how many are NaN
 * @param infinities how many are infinite, of either sign
 * @param low the least finite element; infinity if there is none
 * @param high the greatest finite element; minus infinity if there is none
 * @param first the row-major place of the first element that is not finite; -1 if there is none
 */
public record Census(TensorType type, long nans, long infinities, double low, double high, long first) {

    /**
     * Counts.
     *
     * @param array the elements
     * @return what they are like
     */
    public static Census of(Array array) {
        long nans = 0;
        long infinities = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        long first = -1;
        long place = 0;
        Strided walk = Strided.over(array.shape(), array.layout());
        while (walk.next()) {
            long at = walk.offset(0);
            for (long n = walk.length(); n > 0; n--, at += walk.stride(0), place++) {
                double value = array.doubleAt(at);
                if (Double.isFinite(value)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                    continue;
                }
                first = first < 0 ? place : first;
                if (Double.isNaN(value)) {
                    nans++;
                } else {
                    infinities++;
                }
            }
        }
        return new Census(new TensorType(array.dtype(), array.shape()), nans, infinities, low, high, first);
    }

    /**
     * Whether all elements are finite.
     *
     * @return true if so
     */
    public boolean isFinite() {
        return nans + infinities == 0;
    }

    /** What is not finite in it, such as {@code 2 NaN and 1 infinity}. */
    String strangers() {
        String infinite = infinities + (infinities == 1 ? " infinity" : " infinities");
        return nans == 0 ? infinite : infinities == 0 ? nans + " NaN" : nans + " NaN and " + infinite;
    }

    /**
     * The index of the first element that is not finite.
     *
     * @return a number for each axis; for a value without such elements, undefined
     */
    public long[] index() {
        return type.shape().unravel(first);
    }

    /** The place of the first that is not finite, such as {@code [0, 2]}. */
    String place() {
        return Arrays.toString(index());
    }

    /** Type, range and what is not finite. */
    @Override
    public String toString() {
        String range = low > high ? "" : low == high ? ", all " + low : ", from " + low + " to " + high;
        return type + range + (isFinite() ? "" : ", " + strangers());
    }
}

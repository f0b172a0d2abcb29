package dev.adjoint.random;

import java.util.Arrays;

/**
 * A sequence of independent random numbers, each a function of its index.
 *
 * <p>A draw is of one kind: reading both uniform and normal numbers from the same draw gives numbers that depend on each
 * other. It is immutable, and any thread may compute any part of it. Single numbers and filled arrays agree bit for bit.
 *
 * <p>How bits become numbers: index {@code i} takes word {@code i mod 4} of Philox block {@code i / 4} for floats, and
 * half {@code i mod 2} of block {@code i / 2} for doubles; the draw's number is the counter's upper half.
 *
 * @param key the generator's key
 * @param number which draw of that generator this is
 */
public record Draw(long key, long number) {
    private static final int ATTEMPT_SHIFT = 48;

    /**
     * A uniform number in [0, 1), a multiple of 2^-24.
     *
     * @param index which one, zero or more
     * @return the number
     */
    public float uniformFloat(long index) {
        return toUniform(word(index));
    }

    /**
     * A uniform number in [0, 1), a multiple of 2^-53.
     *
     * @param index which one, zero or more
     * @return the number
     */
    public double uniformDouble(long index) {
        return toUniform(pair(index));
    }

    /**
     * A standard normal number (mean 0, variance 1) from 32 random bits; it lies within 6.4 of zero.
     *
     * @param index which one, zero or more
     * @return the number
     */
    public float normalFloat(long index) {
        return toNormal(word(index));
    }

    /**
     * A standard normal number (mean 0, variance 1) from 53 random bits; it lies within 8.3 of zero.
     *
     * @param index which one, zero or more
     * @return the number
     */
    public double normalDouble(long index) {
        return toNormal(pair(index));
    }

    /**
     * A uniform whole number in 0 to {@code bound - 1}, each with exactly the same probability.
     *
     * <p>The upper half of a 64 x 64 bit product is even over the bound once the few products that would favour some
     * numbers are drawn again (Lemire, <i>Fast random integer generation in an interval</i>, 2019).
     *
     * @param index which one, 0 to 2^48 - 1
     * @param bound one or more
     * @return the number
     * @throws IllegalArgumentException if the bound is not positive
     */
    public long below(long index, long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException(
                    "random: no whole number lies in 0 to " + bound + " (excluded). Give a bound of one or more.");
        }
        long unfair = Long.remainderUnsigned(-bound, bound);
        int[] words = new int[4];
        for (long attempt = 0; ; attempt++) {
            Philox.block(key, index | attempt << ATTEMPT_SHIFT, number, words);
            for (int half = 0; half < 4; half += 2) {
                long bits = Philox.join(words, half);
                if (Long.compareUnsigned(bits * bound, unfair) >= 0) {
                    return Math.unsignedMultiplyHigh(bits, bound);
                }
            }
        }
    }

    /**
     * The numbers 0 to {@code n - 1} in random order, every order with the same probability (Fisher and Yates).
     *
     * @param n how many
     * @return a new array
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public int[] permutation(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("random: a permutation of " + n + " numbers. Give zero or more.");
        }
        int[] order = new int[n];
        Arrays.setAll(order, i -> i);
        for (int last = n - 1; last > 0; last--) {
            int chosen = (int) below(last, last + 1L);
            int swapped = order[last];
            order[last] = order[chosen];
            order[chosen] = swapped;
        }
        return order;
    }

    /**
     * Fills the front of an array with uniform numbers, several times as fast as one by one.
     *
     * @param from the index of the first number
     * @param out receives {@code uniformFloat(from + i)} at {@code i}
     * @param count how many
     */
    public void uniform(long from, float[] out, int count) {
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            int lane = lane(from + i, i, words);
            out[i] = toUniform(words[lane]);
        }
    }

    /**
     * Fills the front of an array with uniform numbers.
     *
     * @param from the index of the first number
     * @param out receives {@code uniformDouble(from + i)} at {@code i}
     * @param count how many
     */
    public void uniform(long from, double[] out, int count) {
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            int half = half(from + i, i, words);
            out[i] = toUniform(Philox.join(words, half));
        }
    }

    /**
     * Fills the front of an array with standard normal numbers.
     *
     * @param from the index of the first number
     * @param out receives {@code normalFloat(from + i)} at {@code i}
     * @param count how many
     */
    public void normal(long from, float[] out, int count) {
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            int lane = lane(from + i, i, words);
            out[i] = toNormal(words[lane]);
        }
    }

    /**
     * Fills the front of an array with standard normal numbers.
     *
     * @param from the index of the first number
     * @param out receives {@code normalDouble(from + i)} at {@code i}
     * @param count how many
     */
    public void normal(long from, double[] out, int count) {
        int[] words = new int[4];
        for (int i = 0; i < count; i++) {
            int half = half(from + i, i, words);
            out[i] = toNormal(Philox.join(words, half));
        }
    }

    /** The word of an index, in {@code words}, which is computed anew at the start and whenever a block begins. */
    private int lane(long index, int done, int[] words) {
        int lane = (int) index & 3;
        if (done == 0 || lane == 0) {
            Philox.block(key, index >>> 2, number, words);
        }
        return lane;
    }

    private int half(long index, int done, int[] words) {
        int half = (int) index & 1;
        if (done == 0 || half == 0) {
            Philox.block(key, index >>> 1, number, words);
        }
        return 2 * half;
    }

    private int word(long index) {
        int[] words = new int[4];
        return words[lane(index, 0, words)];
    }

    private long pair(long index) {
        int[] words = new int[4];
        return Philox.join(words, half(index, 0, words));
    }

    private static float toUniform(int bits) {
        return (bits >>> 8) * 0x1p-24f;
    }

    private static double toUniform(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /** The middle of the cell that the bits name, so that neither 0 nor 1, where the quantile is infinite, is met. */
    private static float toNormal(int bits) {
        return (float) NormalQuantile.at((Integer.toUnsignedLong(bits) + 0.5) * 0x1p-32);
    }

    private static double toNormal(long bits) {
        // With 53 bits, the middle of the last cell would round to 1.
        return NormalQuantile.at(((bits >>> 12) + 0.5) * 0x1p-52);
    }
}

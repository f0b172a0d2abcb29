package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.shape.DType;
import java.util.Arrays;

/**
 * Puts the elements of one line after the other in order: stable, with NaN as the greatest and -0 as 0.
 *
 * <p>Elements become whole numbers that stand in the same order. Those are sorted digit by digit from the lowest on, in base
 * 256, and digits that all have in common are left out: so a line takes no comparisons, small integers take one pass, and no
 * order of the elements is worse than another.
 */
final class KeyOrder {

    /** Up to here each element is moved to its place among those before it. */
    private static final int SHORT = 32;

    private static final int BASE = 256;
    private static final int BITS = 8;
    /** Beyond this share of a line, it is put in order as a whole. */
    private static final int FEW = 8;

    private static final long WORD = 0xffff_ffffL;

    private final DType dtype;
    private final boolean descending;
    private final int digits;
    private final int[] counts;
    private long[] keys;
    private long[] spareKeys;
    private int[] order;
    private int[] spareOrder;

    /**
     * Room for lines of one length.
     *
     * @param dtype the type of the elements
     * @param descending whether the greatest comes first
     * @param length how many there are
     */
    KeyOrder(DType dtype, boolean descending, int length) {
        this.dtype = dtype;
        this.descending = descending;
        this.digits = Math.min(dtype.bytes() * Byte.SIZE, Long.SIZE) / BITS;
        this.counts = new int[digits * BASE];
        this.keys = new long[length];
        this.spareKeys = new long[length];
        this.order = new int[length];
        this.spareOrder = new int[length];
    }

    /**
     * The positions of the first elements in order; the rest of the array is anything.
     *
     * @param address where the line begins
     * @param step the bytes from element to element
     * @param count how many are wanted
     */
    int[] first(long address, long step, int count) {
        read(address, step);
        if ((long) count * FEW <= keys.length) {
            lead(count);
        } else if (keys.length <= SHORT) {
            insert();
        } else {
            sort();
        }
        return order;
    }

    private void read(long address, long step) {
        long flipped = !descending ? 0 : dtype.bytes() == Long.BYTES ? -1 : WORD;
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(dtype, address + i * step) ^ flipped;
        }
    }

    /** A whole number that stands among others of its type as the element does. */
    static long key(DType dtype, long at) {
        return switch (dtype) {
            case FLOAT32 -> key(ALL.get(Memory.FLOAT, at));
            case FLOAT64 -> key(ALL.get(Memory.DOUBLE, at));
            case INT32 -> (ALL.get(Memory.INT, at) ^ Integer.MIN_VALUE) & WORD;
            case INT64 -> ALL.get(Memory.LONG, at);
            case BOOL, UINT8 -> ALL.get(Memory.BYTE, at) & 0xff;
        };
    }

    /** The bits of negative numbers run the other way round; to add 0 makes -0 to 0. */
    private static long key(float value) {
        int bits = Float.floatToRawIntBits(value + 0f);
        int ordered = Float.isNaN(value) ? Integer.MAX_VALUE : bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (ordered ^ Integer.MIN_VALUE) & WORD;
    }

    private static long key(double value) {
        long bits = Double.doubleToRawLongBits(value + 0.0);
        return Double.isNaN(value) ? Long.MAX_VALUE : bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private void insert() {
        for (int i = 0; i < keys.length; i++) {
            long key = keys[i];
            int at = i;
            while (at > 0 && keys[at - 1] > key) {
                keys[at] = keys[at - 1];
                order[at] = order[at - 1];
                at--;
            }
            keys[at] = key;
            order[at] = i;
        }
    }

    private void sort() {
        count(keys, counts, digits, sign());
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int d = 0; d < digits; d++) {
            if (counts[d * BASE + digit(keys[0] ^ sign(), d)] == keys.length) {
                continue;
            }
            distribute(keys, order, spareKeys, spareOrder, places(d), d, sign());
            long[] freeKeys = keys;
            keys = spareKeys;
            spareKeys = freeKeys;
            int[] freeOrder = order;
            order = spareOrder;
            spareOrder = freeOrder;
        }
    }

    /** What makes the highest digits of negative keys the least. */
    private long sign() {
        return digits == Long.BYTES ? Long.MIN_VALUE : 0;
    }

    private static int digit(long key, int d) {
        return (int) (key >>> d * BITS) & BASE - 1;
    }

    /** How often each digit has each value. */
    private static void count(long[] keys, int[] counts, int digits, long sign) {
        Arrays.fill(counts, 0);
        for (long signed : keys) {
            long key = signed ^ sign;
            for (int d = 0; d < digits; d++) {
                counts[d * BASE + digit(key, d)]++;
            }
        }
    }

    /** Where the first element with each value of a digit goes. */
    private int[] places(int d) {
        int[] places = new int[BASE];
        int from = 0;
        for (int value = 0; value < BASE; value++) {
            places[value] = from;
            from += counts[d * BASE + value];
        }
        return places;
    }

    private static void distribute(
            long[] keys, int[] order, long[] toKeys, int[] toOrder, int[] places, int d, long sign) {
        int shift = d * BITS;
        for (int i = 0; i < keys.length; i++) {
            int to = places[(int) ((keys[i] ^ sign) >>> shift) & BASE - 1]++;
            toKeys[to] = keys[i];
            toOrder[to] = order[i];
        }
    }

    /** The first few alone: a heap of the least so far, the last of them in order on top, which later ones replace. */
    private void lead(int count) {
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count / 2 - 1; i >= 0; i--) {
            sink(i, count);
        }
        long last = keys[order[0]];
        for (int i = count; i < keys.length; i++) {
            if (keys[i] < last) {
                order[0] = i;
                sink(0, count);
                last = keys[order[0]];
            }
        }
        for (int end = count - 1; end > 0; end--) {
            int top = order[0];
            order[0] = order[end];
            order[end] = top;
            sink(0, end);
        }
    }

    private void sink(int from, int count) {
        int element = order[from];
        int at = from;
        for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
            if (child + 1 < count && isAfter(order[child + 1], order[child])) {
                child++;
            }
            if (!isAfter(order[child], element)) {
                break;
            }
            order[at] = order[child];
            at = child;
        }
        order[at] = element;
    }

    private boolean isAfter(int a, int b) {
        return keys[a] > keys[b] || keys[a] == keys[b] && a > b;
    }
}

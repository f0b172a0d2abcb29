package dev.adjoint.memory;

/**
 * The sizes that blocks come in: four per power of two, from 4 KiB.
 *
 * <p>A block is at most a quarter larger than what was asked of it, and a few hundred classes reach any size, so each
 * can be a plain list of free blocks that fit exactly.
 */
final class SizeClass {
    /** The size of class 0. Smaller requests share a chunk and do not come here. */
    static final long SMALLEST = 4096;

    /** The largest size with a class; no machine has as much. */
    static final long LARGEST = 1L << 60;

    private static final int SMALLEST_LOG = 12;

    private SizeClass() {}

    /** How many classes there are. */
    static int count() {
        return of(LARGEST) + 1;
    }

    /** The class of the smallest block that holds {@code bytes}. */
    static int of(long bytes) {
        if (bytes <= SMALLEST) {
            return 0;
        }
        long last = bytes - 1;
        int log = 63 - Long.numberOfLeadingZeros(last);
        int quarter = (int) (last >>> (log - 2)) & 3;
        return (log - SMALLEST_LOG) * 4 + quarter + 1;
    }

    /** The block size of a class. */
    static long bytes(int sizeClass) {
        if (sizeClass == 0) {
            return SMALLEST;
        }
        int log = SMALLEST_LOG + (sizeClass - 1) / 4;
        long quarters = 5L + (sizeClass - 1) % 4;
        return quarters << (log - 2);
    }
}

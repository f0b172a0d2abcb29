package dev.adjoint.kernel.onednn;

/**
 * A length cut into consecutive parts of equal size, the last one perhaps shorter. It follows from the work alone and
 * never from the number of threads, so that results are the same for any number of them.
 *
 * @param total the length
 * @param each the length of every part but the last
 */
record Partition(long total, long each) {

    /** Work that pays for handing it to another thread, in microseconds. */
    private static final double WORTHWHILE = 100;

    private static final double OPERATIONS_PER_MICROSECOND = 100_000;
    private static final double BYTES_PER_MICROSECOND = 10_000;
    private static final int MOST = 16;

    /** How many parts some work should have: a power of two, one if it is small, and no more than for 16 threads. */
    static int parts(double operations, double bytes) {
        double microseconds = operations / OPERATIONS_PER_MICROSECOND + bytes / BYTES_PER_MICROSECOND;
        return Integer.highestOneBit((int) Math.clamp(microseconds / WORTHWHILE, 1, MOST));
    }

    /** At most {@code parts} parts, whose lengths are multiples of {@code grain} but for the last. */
    static Partition of(long total, int parts, long grain) {
        long each = Math.ceilDiv(total, parts);
        return new Partition(total, Math.min(total, Math.ceilDiv(each, grain) * grain));
    }

    int parts() {
        return Math.toIntExact(Math.ceilDiv(total, each));
    }

    long start(int part) {
        return part * each;
    }

    long end(int part) {
        return Math.min(total, start(part) + each);
    }

    /** The length of the last part, which may equal that of the others. */
    long last() {
        return total - start(parts() - 1);
    }

    /** Whether the last part is as long as the others. */
    boolean isEven() {
        return last() == each;
    }

    boolean isLast(int part) {
        return part == parts() - 1;
    }
}

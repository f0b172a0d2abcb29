package dev.adjoint.kernel.vector;

/** Sums and extrema of elements that follow each other in memory: bit for bit those of {@link FloatFold} or {@link DoubleFold}. */
interface Lines {

    /** How long an array each call needs, for whatever it likes. */
    int ROOM = 32;

    /** The sum of {@code count} elements. */
    double sum(long x, int count, long[] room);

    /** The greatest of {@code count} elements; NaN if one is. */
    double max(long x, int count, long[] room);

    /** The least of {@code count} elements; NaN if one is. */
    double min(long x, int count, long[] room);
}

package dev.adjoint.kernel.vector;

/** Sums and extrema of floats that follow each other in memory: bit for bit those of {@link FloatFold}. */
interface Lines {

    /** How long an array each call needs, for whatever it likes. */
    int ROOM = 32;

    /** The sum of {@code count} floats. */
    double sum(long x, int count, long[] room);

    /** The greatest of {@code count} floats; NaN if one is. */
    float max(long x, int count, long[] room);

    /** The least of {@code count} floats; NaN if one is. */
    float min(long x, int count, long[] room);
}

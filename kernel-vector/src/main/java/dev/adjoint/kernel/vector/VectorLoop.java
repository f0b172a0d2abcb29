package dev.adjoint.kernel.vector;

/** A generated loop over elements that follow each other in memory. */
@FunctionalInterface
interface VectorLoop {

    /** The most elements of one call, so that a position in bytes fits an int. */
    int LONGEST = 1 << 24;

    /**
     * Computes elements; results may lie where inputs lie.
     *
     * @param at the addresses of the results, then those of the inputs, then the parameters by their index, as the bits of a
     *     double
     * @param count how many elements, at most {@link #LONGEST}
     */
    void run(long[] at, int count);
}

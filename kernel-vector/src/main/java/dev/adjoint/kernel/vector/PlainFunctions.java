package dev.adjoint.kernel.vector;

/**
 * Plain loops of functions, written from their description in {@link VectorSteps}.
 *
 * @param <T> the type of an array of elements
 */
interface PlainFunctions<T> {

    /**
     * Computes elements.
     *
     * @param function the ordinal of the {@link TileOp}
     * @param x the first arguments
     * @param y the second ones, where the function has two
     * @param r receives the results
     * @param count how many
     */
    void run(int function, T x, T y, T r, int count);
}

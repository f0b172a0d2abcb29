package dev.adjoint.kernel;

/** A gemm that shares out one product to the {@link Workers} by itself. */
@FunctionalInterface
public interface SharedGemm {

    /**
     * Computes {@code left right}, plus a vector in each row if there is one.
     *
     * @param m rows of the result
     * @param n columns of the result
     * @param k the length of the sums
     * @param left the left factor
     * @param right the right factor
     * @param vector the address of {@code n} elements; 0 for none
     * @param result what is overwritten, row by row
     */
    void multiply(long m, long n, long k, Matrix left, Matrix right, long vector, Matrix result);

    /**
     * A matrix in memory.
     *
     * @param byRows whether it lies row by row, else column by column
     * @param address where it begins
     * @param step elements from one row (or column) to the next
     */
    record Matrix(boolean byRows, long address, long step) {}
}

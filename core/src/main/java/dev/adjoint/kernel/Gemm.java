package dev.adjoint.kernel;

/** The gemm of a library: the product of an {@code m x k} and a {@code k x n} matrix. */
@FunctionalInterface
public interface Gemm {

    /**
     * Overwrites a row-major result, or adds to it, in the calling thread alone.
     *
     * @param leftByRows whether the left factor lies row by row, else column by column
     * @param rightByRows whether the right one does
     * @param m rows of the result
     * @param n columns of the result
     * @param k the length of the sums
     * @param left the address of the left factor
     * @param leftStep elements from one of its rows (or columns) to the next
     * @param right the address of the right factor
     * @param rightStep elements from one of its rows (or columns) to the next
     * @param result the address of the result
     * @param resultStep elements from one of its rows to the next
     * @param onTop whether the product is added to what the result holds
     */
    void multiply(
            boolean leftByRows,
            boolean rightByRows,
            long m,
            long n,
            long k,
            long left,
            long leftStep,
            long right,
            long rightStep,
            long result,
            long resultStep,
            boolean onTop);
}

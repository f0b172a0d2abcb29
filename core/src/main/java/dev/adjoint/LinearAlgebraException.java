package dev.adjoint;

import dev.adjoint.shape.MethodName;

/**
 * A matrix whose values do not allow what was asked of it: singular, not positive definite, not finite.
 *
 * <p>Its messages are made here, so that the plain reference and every kernel refuse a matrix in the same words.
 */
public final class LinearAlgebraException extends ArithmeticException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message
     */
    public LinearAlgebraException(String message) {
        super(message);
    }

    /**
     * A matrix has no inverse.
     *
     * @param op the op that needs one
     * @param matrix the number of the matrix in its stack, in row-major order
     * @param stack how many matrices there are
     * @param pivot the first pivot of the elimination that is 0, or that rounding alone could have made
     * @param value what it is
     * @return the exception, to be thrown
     */
    public static LinearAlgebraException singular(String op, long matrix, long stack, long pivot, double value) {
        return new LinearAlgebraException(
                MethodName.of(op) + ": " + which(matrix, stack) + " is singular (pivot " + pivot + " is "
                        + (value == 0 ? "0" : value + ", which rounding alone could have made")
                        + "). Use pseudoInverse(), or add a small multiple of the identity.");
    }

    /**
     * A matrix has no Cholesky factor.
     *
     * @param op the op that needs one
     * @param matrix the number of the matrix in its stack, in row-major order
     * @param stack how many matrices there are
     * @param order the order of the first leading minor that is not positive
     * @return the exception, to be thrown
     */
    public static LinearAlgebraException notPositiveDefinite(String op, long matrix, long stack, long order) {
        return new LinearAlgebraException(
                MethodName.of(op) + ": " + which(matrix, stack) + " is not positive definite (its leading"
                        + " minor of order " + order + " is not positive). Add a small multiple of the identity, or use"
                        + " symmetricEigen().");
    }

    /**
     * A matrix holds NaN or an infinity.
     *
     * @param op the op that cannot go on
     * @param matrix the number of the matrix in its stack, in row-major order
     * @param stack how many matrices there are
     * @param row the row of the first such element
     * @param column its column
     * @param value what it is
     * @return the exception, to be thrown
     */
    public static LinearAlgebraException notFinite(
            String op, long matrix, long stack, long row, long column, double value) {
        return new LinearAlgebraException(MethodName.of(op) + ": " + which(matrix, stack) + " holds " + value + " at ["
                + row + ", " + column + "]. Look for what made it: x.isFinite().all().");
    }

    /**
     * An iteration did not come to an end.
     *
     * @param op the op that iterates
     * @param matrix the number of the matrix in its stack, in row-major order
     * @param stack how many matrices there are
     * @return the exception, to be thrown
     */
    public static LinearAlgebraException noConvergence(String op, long matrix, long stack) {
        return new LinearAlgebraException(MethodName.of(op) + ": " + which(matrix, stack)
                + " needs more sweeps than it is given. Scale its rows and columns to similar sizes.");
    }

    private static String which(long matrix, long stack) {
        return stack == 1 ? "the matrix" : "matrix " + matrix + " of the batch";
    }
}

package dev.adjoint.op;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;

/** The terms in which the derivatives of linear algebra are written, for stacks of square matrices. */
final class MatrixTerms {

    private MatrixTerms() {}

    /** The lower triangle with half of the diagonal: with its transpose it makes the symmetric matrix it was taken of. */
    static Tensor halfLower(Tensor x) {
        return x.tril().sub(diagonalMatrix(x.diagonal()).div(2));
    }

    /** The mean of matrices with their transposes. */
    static Tensor symmetric(Tensor x) {
        return x.add(x.transpose()).div(2);
    }

    /** Matrices {@code [.., n, n]} with a given diagonal {@code [.., n]}, 0 elsewhere. */
    static Tensor diagonalMatrix(Tensor values) {
        long n = values.dim(-1);
        Tensor repeated =
                columns(values).expand(values.shape().insert(values.rank(), n).dims());
        return Tensor.eye(DType.BOOL, n, n).where(repeated, Tensor.zeros(values.dtype()));
    }

    /** Numbers {@code [.., n]} as factors {@code [.., 1, n]} of columns. */
    static Tensor columns(Tensor values) {
        return values.unsqueeze(-2);
    }

    /** Numbers {@code [.., n]} as factors {@code [.., n, 1]} of rows. */
    static Tensor rows(Tensor values) {
        return values.unsqueeze(-1);
    }

    /** Numbers {@code [..]} as factors {@code [.., 1, 1]} of matrices. */
    static Tensor factors(Tensor values) {
        return values.unsqueeze(-1).unsqueeze(-1);
    }

    /** The matrix {@code 1 / gap} off the diagonal, 0 on it: infinite where two values are the same. */
    static Tensor inverseGaps(Tensor gaps) {
        Tensor diagonal = Tensor.eye(DType.BOOL, gaps.dim(-1), gaps.dim(-1));
        return gaps.maskedFill(diagonal, 1).reciprocal().maskedFill(diagonal, 0);
    }
}

package dev.adjoint.op;

import dev.adjoint.Tensor;
import java.util.function.BinaryOperator;

/** Triangles, diagonals and gaps: the words in which the derivatives of linear algebra are written. */
final class Triangles {

    private Triangles() {}

    /** Everything above the diagonal becomes 0. */
    static Tensor lower(Tensor x) {
        return where(Tensor::ge, x);
    }

    /** Everything below the diagonal becomes 0. */
    static Tensor upper(Tensor x) {
        return where(Tensor::le, x);
    }

    /** The diagonal and everything above it become 0. */
    static Tensor strictlyLower(Tensor x) {
        return where(Tensor::gt, x);
    }

    /** The diagonal and everything below it become 0. */
    static Tensor strictlyUpper(Tensor x) {
        return where(Tensor::lt, x);
    }

    /** The lower triangle with half of the diagonal: what a symmetric matrix is this of, plus its transpose. */
    static Tensor halfLower(Tensor x) {
        return lower(x).sub(where(Tensor::eq, x).div(2));
    }

    /** The elements {@code [.., n]} of the diagonals of square matrices. */
    static Tensor diagonal(Tensor x) {
        return where(Tensor::eq, x).sum(-1);
    }

    /** Matrices {@code [.., n, n]} with a given diagonal, 0 elsewhere. */
    static Tensor diagonalMatrix(Tensor values) {
        long n = values.dim(-1);
        Tensor zero = Tensor.zeros(values.dtype());
        return mask(Tensor::eq, n, n).where(columns(values).expand(square(values)), zero);
    }

    private static long[] square(Tensor values) {
        return values.shape().insert(values.rank(), values.dim(-1)).dims();
    }

    /** Numbers {@code [.., n]} as factors {@code [.., 1, n]} of columns. */
    static Tensor columns(Tensor values) {
        return values.unsqueeze(-2);
    }

    /** Numbers {@code [.., n]} as factors {@code [.., n, 1]} of rows. */
    static Tensor rows(Tensor values) {
        return values.unsqueeze(-1);
    }

    /** The mean of square matrices with their transposes. */
    static Tensor symmetric(Tensor x) {
        return x.add(x.transpose()).div(2);
    }

    /** The sum of the diagonal, as a factor {@code [.., 1, 1]} of the matrix. */
    static Tensor trace(Tensor x) {
        return where(Tensor::eq, x).sumKeep(-2, -1);
    }

    /** The matrix {@code 1 / gap} off the diagonal, 0 on it: infinite where two values are the same. */
    static Tensor inverseGaps(Tensor gaps) {
        Tensor diagonal = mask(Tensor::eq, gaps.dim(-2), gaps.dim(-1));
        Tensor one = Tensor.ones(gaps.dtype());
        return diagonal.where(Tensor.zeros(gaps.dtype()), diagonal.where(one, gaps).reciprocal());
    }

    private static Tensor where(BinaryOperator<Tensor> order, Tensor x) {
        return mask(order, x.dim(-2), x.dim(-1)).where(x, Tensor.zeros(x.dtype()));
    }

    /** Where the row's number stands in an order to the column's. */
    private static Tensor mask(BinaryOperator<Tensor> order, long rows, long columns) {
        return order.apply(
                Tensor.arange(rows).unsqueeze(1), Tensor.arange(columns).unsqueeze(0));
    }
}

package dev.adjoint;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/**
 * Linear algebra on matrices {@code [.., m, n]}, or on each matrix of a stack: systems of equations, inverses,
 * determinants, factorisations, norms. All of it has derivatives to any order, in both modes.
 *
 * <p>A matrix that has no answer (singular, not positive definite, with NaN or an infinity) is refused with a
 * {@link LinearAlgebraException} that names it. A right side of rank 1 is a vector, any other is a stack of matrices
 * {@code [.., n, k]}; batch axes broadcast strictly, as in {@link TensorProducts#matmul}.
 *
 * <p>Signs that a factorisation leaves open are fixed, so that results are the same everywhere: the triangle of
 * {@link #qr} has no negative diagonal, and in each eigenvector and left singular vector the component of greatest
 * magnitude is positive (the first of them, where several are equal).
 */
public interface TensorLinearAlgebra {

    /**
     * Orthonormal columns and a triangle, {@code A = Q R}.
     *
     * @param q {@code [.., m, k]} with {@code k = min(m, n)}
     * @param r {@code [.., k, n]}, an upper triangle
     */
    record Qr(Tensor q, Tensor r) {}

    /**
     * A permutation, a lower triangle with ones on its diagonal, and an upper triangle, {@code A = P L U}.
     *
     * @param p {@code [.., n, n]}, of zeros and ones; it has no gradient
     * @param l {@code [.., n, n]}
     * @param u {@code [.., n, m]}
     */
    record Lu(Tensor p, Tensor l, Tensor u) {}

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix, {@code A = V diag(w) V^T}.
     *
     * @param values {@code [.., n]}, ascending
     * @param vectors {@code [.., n, n]}, the columns
     */
    record Eigen(Tensor values, Tensor vectors) {}

    /**
     * Singular values and vectors, {@code A = U diag(s) V^T}, with {@code k = min(m, n)}.
     *
     * @param u {@code [.., m, k]}, the left vectors as columns
     * @param s {@code [.., k]}, descending
     * @param vt {@code [.., k, n]}, the right vectors as rows
     */
    record Svd(Tensor u, Tensor s, Tensor vt) {}

    /**
     * A determinant as {@code sign * e^log}.
     *
     * @param sign -1, 0 or 1, {@code [..]}; its derivative is 0
     * @param log the logarithm of the magnitude, {@code [..]}; -infinity for a singular matrix
     */
    record SignLog(Tensor sign, Tensor log) {}

    /**
     * The lower triangle {@code L} of {@code A = L L^T}, of a symmetric positive definite matrix. What is factored is
     * the symmetric part {@code (A + A^T) / 2}, and so gradients are symmetric.
     *
     * @return a tensor of this shape with zeros above the diagonal
     * @throws LinearAlgebraException if a matrix is not positive definite
     */
    Tensor cholesky();

    /**
     * The solution {@code X} of {@code A X = B}.
     *
     * @param right the right sides: a vector {@code [n]}, or matrices {@code [.., n, k]}
     * @return the solutions, of the shape of the right sides with the batch axes of both
     * @throws LinearAlgebraException if a matrix is singular, or so nearly that rounding decides
     */
    Tensor solve(Tensor right);

    /**
     * The solution {@code X} of {@code A X = B} where A is a triangle; the other triangle is not read. For
     * {@code A^T X = B} write {@code a.transpose().triangularSolve(b, !upper)}.
     *
     * @param right the right sides: a vector {@code [n]}, or matrices {@code [.., n, k]}
     * @param upper whether the upper triangle is meant, else the lower one
     * @return the solutions, of the shape of the right sides with the batch axes of both
     * @throws LinearAlgebraException if an element of the diagonal is 0
     */
    default Tensor triangularSolve(Tensor right, boolean upper) {
        return triangularSolve(right, upper, false);
    }

    /**
     * As {@link #triangularSolve(Tensor, boolean)}, perhaps with ones on the diagonal.
     *
     * @param right the right sides: a vector {@code [n]}, or matrices {@code [.., n, k]}
     * @param upper whether the upper triangle is meant, else the lower one
     * @param unit whether the diagonal is taken to be 1, whatever stands there
     * @return the solutions, of the shape of the right sides with the batch axes of both
     */
    Tensor triangularSolve(Tensor right, boolean upper, boolean unit);

    /**
     * The inverse. To solve equations, {@link #solve} is quicker and more accurate.
     *
     * @return a tensor of this shape
     * @throws LinearAlgebraException if a matrix is singular, or so nearly that rounding decides
     */
    default Tensor inverse() {
        Tensor a = self();
        return a.solve(identity(a));
    }

    /**
     * The Moore-Penrose inverse, of a matrix of any shape and rank. Singular values up to {@code max(m, n)} roundings of
     * the greatest count as 0.
     *
     * @return a tensor {@code [.., n, m]}; its derivative is right where the rank does not change
     */
    default Tensor pseudoInverse() {
        return pseudoInverse(0);
    }

    /**
     * The Moore-Penrose inverse, of a matrix of any shape and rank.
     *
     * @param tolerance singular values up to this part of the greatest count as 0; those that are within rounding always
     *     do
     * @return a tensor {@code [.., n, m]}; its derivative is right where the rank does not change
     */
    Tensor pseudoInverse(double tolerance);

    /**
     * The determinant. Its gradient, the matrix of cofactors, is right for singular matrices too; the second derivative
     * needs a regular matrix.
     *
     * @return one number for each matrix, {@code [..]}
     */
    Tensor determinant();

    /**
     * The determinant as sign and logarithm, for large matrices, whose determinants overflow or vanish.
     *
     * @return two tensors {@code [..]}
     */
    SignLog signLogDeterminant();

    /**
     * The logarithm of the determinant; -infinity where that is 0, NaN where it is negative.
     *
     * @return one number for each matrix, {@code [..]}
     */
    default Tensor logDeterminant() {
        SignLog parts = signLogDeterminant();
        Tensor nan = Tensor.full(Double.NaN, parts.log().dtype());
        return parts.sign().ge(0).where(parts.log(), nan);
    }

    /**
     * The QR factorisation, reduced. The derivative needs the first {@code min(m, n)} columns to be independent.
     *
     * @return Q and R
     */
    Qr qr();

    /**
     * The LU factorisation with partial pivoting, of a matrix of no more rows than columns. The derivative needs the
     * first {@code m} columns to be independent.
     *
     * @return P, L and U
     */
    Lu lu();

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix. What is decomposed is the symmetric part
     * {@code (A + A^T) / 2}, and so gradients are symmetric. Eigenvectors of equal eigenvalues have no derivative: it
     * comes out infinite or NaN, as in PyTorch; the eigenvalues alone always have one.
     *
     * @return values and vectors
     */
    Eigen symmetricEigen();

    /**
     * The eigenvalues of a symmetric matrix, ascending.
     *
     * @return {@code [.., n]}
     */
    default Tensor symmetricEigenvalues() {
        return symmetricEigen().values();
    }

    /**
     * The singular value decomposition, reduced. Singular vectors of equal singular values have no derivative, nor,
     * unless the matrix is square, do those of a singular value 0: it comes out infinite or NaN, as in PyTorch; the
     * singular values alone always have one.
     *
     * @return U, S and V^T
     */
    Svd svd();

    /**
     * The singular values, descending.
     *
     * @return {@code [.., min(m, n)]}
     */
    default Tensor singularValues() {
        return svd().s();
    }

    /**
     * How many singular values are not 0: more than {@code max(m, n)} roundings of the greatest.
     *
     * @return int64 numbers {@code [..]}, without a gradient
     */
    default Tensor matrixRank() {
        return matrixRank(rounding(self()));
    }

    /**
     * How many singular values are not 0.
     *
     * @param tolerance singular values up to this part of the greatest count as 0
     * @return int64 numbers {@code [..]}, without a gradient
     */
    default Tensor matrixRank(double tolerance) {
        Tensor s = singularValues();
        if (s.dim(-1) == 0) {
            return s.sum(-1).cast(DType.INT64);
        }
        return s.gt(s.maxKeep(-1).mul(tolerance)).cast(DType.INT64).sum(-1);
    }

    /**
     * The greatest singular value divided by the least: how much a relative error can grow in {@link #solve}.
     *
     * @return one number for each matrix, {@code [..]}; infinite for a singular one
     * @throws ShapeException if the matrices have no elements
     */
    default Tensor conditionNumber() {
        Tensor s = singularValues();
        return s.max(-1).div(s.min(-1));
    }

    /**
     * The {@code X} for which {@code A X - B} is least in the sum of squares, by {@link #qr}; where there are more
     * unknowns than equations, the least such {@code X}. A matrix of full rank is asked for: for others use
     * {@code a.pseudoInverse().matmul(b)}.
     *
     * @param right the right sides: a vector {@code [m]}, or matrices {@code [.., m, k]}
     * @return the solutions, {@code [n]} or {@code [.., n, k]}
     * @throws LinearAlgebraException if the rank is not full
     */
    default Tensor leastSquares(Tensor right) {
        Tensor a = self();
        requireMatrix("least_squares", a);
        if (Given.input("least_squares", 1, right).rank() == 0 || right.dim(right.rank() == 1 ? 0 : -2) != a.dim(-2)) {
            throw new ShapeException("leastSquares: right sides " + right.shape() + " do not fit matrices " + a.shape()
                    + ". Give [.., " + a.dim(-2) + ", k], or a vector of " + a.dim(-2) + ".");
        }
        if (a.dim(-2) >= a.dim(-1)) {
            Qr qr = qr();
            return qr.r().triangularSolve(qr.q().transpose().matmul(right), true);
        }
        Qr qr = a.transpose().qr();
        return qr.q().matmul(qr.r().transpose().triangularSolve(right, false));
    }

    /**
     * The exponential {@code I + A + A^2 / 2! + A^3 / 3! + ..} of square matrices.
     *
     * @return a tensor of this shape
     */
    Tensor matrixExp();

    /**
     * The root of the sum of squares, the Frobenius norm; its derivative at 0 is 0.
     *
     * @return one number for each matrix, {@code [..]}
     */
    default Tensor frobeniusNorm() {
        Tensor a = self();
        requireMatrix("frobenius_norm", a);
        Tensor squares = a.square().sum(-2, -1);
        Tensor zero = Tensor.zeros(a.dtype());
        Tensor positive = squares.gt(0);
        return positive.where(positive.where(squares, zero.add(1)).sqrt(), zero);
    }

    /**
     * The sum of the singular values, the nuclear norm. Its derivative {@code U V^T} is a subgradient where a singular
     * value is 0.
     *
     * @return one number for each matrix, {@code [..]}
     */
    default Tensor nuclearNorm() {
        return singularValues().sum(-1);
    }

    /**
     * The greatest singular value, the spectral norm. If several are the greatest they share the gradient equally.
     *
     * @return one number for each matrix, {@code [..]}
     */
    default Tensor spectralNorm() {
        return singularValues().max(-1);
    }

    private Tensor self() {
        return (Tensor) this;
    }

    private static void requireMatrix(String name, Tensor a) {
        if (a.rank() < 2) {
            throw new ShapeException(MethodName.of(name) + ": needs matrices [.., m, n], not " + a.shape()
                    + ". Make a vector a row with unsqueeze(0) or a column with unsqueeze(1).");
        }
    }

    /** As many identity matrices as a tensor has square ones. */
    private static Tensor identity(Tensor a) {
        if (a.rank() < 2) {
            throw new ShapeException(
                    "inverse: needs square matrices [.., n, n], not " + a.shape() + ". Use reciprocal() for numbers.");
        }
        Shape shape = a.shape().with(-2, a.dim(-1));
        return Tensor.eye(a.dtype(), a.dim(-1), a.dim(-1)).expand(shape.dims());
    }

    /** The part of the greatest singular value that rounding alone may make of a 0. */
    private static double rounding(Tensor a) {
        requireMatrix("singular_values", a);
        return a.dtype().epsilon() * Math.max(a.dim(-1), a.dim(-2));
    }
}

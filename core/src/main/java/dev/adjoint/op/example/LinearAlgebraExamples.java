package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.op.Determinant;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.MatrixExponential;
import dev.adjoint.op.PseudoInverse;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Samples of linear algebra: matrices far from singular, with singular values far from each other. */
final class LinearAlgebraExamples {

    private static final long MOST_ROWS = 17;

    private LinearAlgebraExamples() {}

    /** Ops on one square matrix. */
    private static List<Primitive> square() {
        return List.of(
                new Factorisation.Cholesky(),
                new Factorisation.Qr(),
                new Factorisation.Lu(),
                new Factorisation.SymmetricEigen(),
                new Factorisation.Svd(),
                new PseudoInverse(1e-10),
                new Determinant.Value(),
                new Determinant.Cofactors(),
                new Determinant.SignLog(),
                new MatrixExponential());
    }

    /** Ops that solve equations. */
    private static List<LinearSystem> systems() {
        return List.of(
                new LinearSystem.Solve(),
                new LinearSystem.TriangularSolve(false, false),
                new LinearSystem.TriangularSolve(true, false),
                new LinearSystem.TriangularSolve(true, true));
    }

    /** The matrix diag(1, 2, 3, ...) with some noise: its rows stay independent, and its eigenvalues apart. */
    static Tensor matrix(long seed, long... lengths) {
        Shape shape = Shape.of(lengths);
        long rows = shape.dim(-2);
        long columns = shape.dim(-1);
        double noise = 0.6 / Math.max(1, Math.max(rows, columns));
        double[] values = Samples.spread(seed, -noise, noise, Math.toIntExact(shape.size()));
        for (int i = 0; i < values.length; i++) {
            long row = i / columns % rows;
            values[i] += row == i % columns ? row + 1 : 0;
        }
        return Tensor.of(values, lengths);
    }

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (Primitive op : square()) {
            all.add(Example.of("a matrix", op, () -> in(matrix(1, 3, 3))));
            all.add(Example.of("a stack", op, () -> in(matrix(2, 2, 1, 2, 2))));
            all.add(Example.of("one by one", op, () -> in(matrix(3, 1, 1))));
            all.add(Example.of("no rows", op, () -> in(matrix(4, 0, 0))));
            all.add(Example.of("no matrices", op, () -> in(matrix(5, 0, 2, 2))));
        }
        for (Primitive op : List.of(new Factorisation.Qr(), new Factorisation.Svd(), new PseudoInverse(1e-10))) {
            all.add(Example.of("a tall matrix", op, () -> in(matrix(6, 4, 2))));
            all.add(Example.of("no columns", op, () -> in(matrix(7, 3, 0))));
        }
        for (Primitive op : List.of(new Factorisation.Svd(), new PseudoInverse(1e-10))) {
            all.add(Example.of("a wide matrix", op, () -> in(matrix(8, 2, 4))));
        }
        for (LinearSystem op : systems()) {
            all.add(Example.of("one right side", op, () -> in(matrix(9, 3, 3), Samples.any(10, 3, 1))));
            all.add(Example.of("several right sides", op, () -> in(matrix(11, 2, 2), Samples.any(12, 2, 3))));
            all.add(Example.of("a stack", op, () -> in(matrix(13, 2, 2, 2), Samples.any(14, 2, 2, 1))));
            all.add(Example.of("no right sides", op, () -> in(matrix(15, 2, 2), Samples.any(16, 2, 0))));
            all.add(Example.of("no rows", op, () -> in(matrix(17, 0, 0), Samples.any(18, 0, 2))));
        }
        all.add(Example.of(
                "a matrix", new Determinant.CofactorsAlong(), () -> in(matrix(20, 4, 4), Samples.any(21, 4, 4))));
        all.add(Example.of(
                "a stack", new Determinant.CofactorsAlong(), () -> in(matrix(22, 2, 2, 2), Samples.any(23, 2, 2, 2))));
        singular(all);
        composed(all);
        return all;
    }

    /** Determinants of any rank, inverses of constant rank, and what differences of steep functions cannot tell. */
    private static void singular(List<Example> all) {
        double[] rankOne = {1, 2, -1, 2, 4, -2, 0.5, 1, -0.5};
        double[] rankTwo = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        all.add(Example.of("a singular matrix", new Determinant.Value(), () -> in(Tensor.of(rankTwo, 3, 3))));
        all.add(Example.edge("a matrix of rank 1", new Determinant.Value(), () -> in(Tensor.of(rankOne, 3, 3))));
        all.add(Example.of("zeros", new Determinant.Value(), () -> in(Tensor.zeros(DType.FLOAT64, 2, 2))));
        all.add(Example.edge("a matrix of rank 1", new PseudoInverse(1e-10), () -> in(Tensor.of(rankOne, 3, 3))));
        all.add(Example.edge("zeros", new PseudoInverse(1e-10), () -> in(Tensor.zeros(DType.FLOAT64, 2, 3))));
        all.add(Example.of("equal singular values", new PseudoInverse(1e-10), () -> in(eye(3))));
        all.add(Example.of("equal singular values", new Determinant.Value(), () -> in(eye(3))));
        all.add(Example.of(
                "far from zero",
                new MatrixExponential(),
                () -> in(matrix(19, 2, 2).mul(2.5))));
        all.add(Example.of("zeros", new MatrixExponential(), () -> in(Tensor.zeros(DType.FLOAT64, 2, 2))));
    }

    private static Tensor eye(int n) {
        return Tensor.eye(DType.FLOAT64, n, n);
    }

    private static void composed(List<Example> all) {
        one(all, "inverse", Tensor::inverse, 3, 3);
        one(all, "log_determinant", Tensor::logDeterminant, 2, 3, 3);
        one(all, "symmetric_eigenvalues", Tensor::symmetricEigenvalues, 2, 3, 3);
        one(all, "singular_values", Tensor::singularValues, 3, 2);
        one(all, "matrix_rank", Tensor::matrixRank, 2, 3, 2);
        one(all, "condition_number", Tensor::conditionNumber, 2, 3, 2);
        one(all, "matrix_power", x -> x.matrixPower(-2), 2, 2);
        one(all, "frobenius_norm", Tensor::frobeniusNorm, 2, 3, 2);
        one(all, "nuclear_norm", Tensor::nuclearNorm, 3, 2);
        one(all, "spectral_norm", Tensor::spectralNorm, 2, 2, 3);
        all.add(Example.edge(
                "zeros",
                new Composed("frobenius_norm", x -> in(x[0].frobeniusNorm())),
                () -> in(Tensor.zeros(DType.FLOAT64, 2, 2))));
        all.add(Example.of(
                "a wide matrix",
                new Composed("qr", x -> {
                    Tensor.Qr qr = shifted(x[0]).qr();
                    return in(qr.q(), qr.r());
                }),
                () -> in(matrix(30, 2, 3))));
        all.add(Example.of(
                "a wide matrix",
                new Composed("lu", x -> {
                    Tensor.Lu lu = shifted(x[0]).lu();
                    return in(lu.l(), lu.u());
                }),
                () -> in(matrix(31, 2, 3))));
        all.add(Example.composed(
                "least_squares",
                "too many equations",
                x -> shifted(x[0]).leastSquares(x[1]),
                () -> in(matrix(32, 4, 2), Samples.any(33, 4, 2))));
        all.add(Example.composed(
                "least_squares",
                "too few equations",
                x -> shifted(x[0]).leastSquares(x[1]),
                () -> in(matrix(34, 2, 3), Samples.any(35, 2))));
        all.add(Example.composed(
                "solve", "a vector", x -> x[0].solve(x[1]), () -> in(matrix(36, 2, 2, 2), Samples.any(37, 2))));
        all.add(Example.composed(
                "solve",
                "batch axes that stretch",
                x -> x[0].solve(x[1]),
                () -> in(matrix(38, 2, 1, 2, 2), Samples.any(39, 1, 2, 2, 1))));
        all.add(Example.composed(
                "triangular_solve",
                "a matrix for a stack",
                x -> x[0].triangularSolve(x[1], true),
                () -> in(matrix(40, 2, 2), Samples.any(41, 2, 2, 1))));
    }

    /** Elements that an arrangement repeats make a matrix of rank 1: these stay apart all the same. */
    private static Tensor shifted(Tensor x) {
        return x.add(matrix(42, x.shape().dims()));
    }

    private static void one(List<Example> all, String name, Function<Tensor, Tensor> function, long... lengths) {
        int seed = 50 + all.size();
        all.add(Example.composed(
                name,
                "of " + Shape.of(lengths) + ", sample " + seed,
                x -> function.apply(shifted(x[0])),
                () -> in(matrix(seed, lengths))));
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        long rows = Math.min(n, MOST_ROWS);
        boolean small = rows == n;
        long[] lengths = small ? new long[] {n, n} : new long[] {n / 8, 2, 2};
        String label = small ? n + " rows" : n / 8 + " matrices";
        for (Primitive op : square()) {
            // Cofactors and exponentials of a large matrix are as far apart as no tolerance reaches.
            boolean steep = op instanceof Determinant.Cofactors || op instanceof MatrixExponential;
            if (!steep || !small || n <= 2) {
                all.add(Example.of(label, op, () -> in(matrix(60, lengths))));
            }
        }
        for (LinearSystem op : systems()) {
            long[] right = Shape.of(lengths).with(-1, 3).dims();
            all.add(Example.of(label, op, () -> in(matrix(61, lengths), Samples.any(62, right))));
        }
        if (small) {
            all.add(Example.of(2 * n + " rows", new Factorisation.Qr(), () -> in(matrix(63, 2 * n, n))));
            all.add(Example.of(2 * n + " rows", new Factorisation.Svd(), () -> in(matrix(64, 2 * n, n))));
            all.add(Example.of(2 * n + " columns", new Factorisation.Svd(), () -> in(matrix(65, n, 2 * n))));
        }
        return all;
    }
}

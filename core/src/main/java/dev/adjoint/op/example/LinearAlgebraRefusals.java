package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.LinearAlgebraException;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.op.Determinant;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.MatrixExponential;
import dev.adjoint.op.PseudoInverse;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What linear algebra must refuse: wrong shapes and types, and matrices that have no answer. */
final class LinearAlgebraRefusals {

    private LinearAlgebraRefusals() {}

    static List<Refusal> refusals() {
        List<Refusal> all = new ArrayList<>();
        for (Primitive op : List.of(
                new Factorisation.Cholesky(),
                new Factorisation.SymmetricEigen(),
                new Determinant.Value(),
                new Determinant.Cofactors(),
                new Determinant.SignLog(),
                new MatrixExponential())) {
            shape(all, "a matrix that is not square", op, "[2, 3]", 2, 3);
            common(all, op);
        }
        for (Primitive op : List.of(
                new Factorisation.Qr(), new Factorisation.Lu(), new Factorisation.Svd(), new PseudoInverse(1e-10))) {
            shape(all, "a vector", op, "[3]", 3);
            common(all, op);
        }
        all.add(new Refusal(
                "a direction of another shape",
                new Determinant.CofactorsAlong(),
                () -> in(Tensor.zeros(2, 2), Tensor.zeros(3, 3)),
                ShapeException.class,
                "direction [3, 3]"));
        shape(all, "more columns than rows", new Factorisation.Qr(), "[2, 3]", 2, 3);
        shape(all, "more rows than columns", new Factorisation.Lu(), "[3, 2]", 3, 2);
        systems(all);
        values(all);
        composed(all);
        return all;
    }

    /** What none of them takes. */
    private static void common(List<Refusal> all, Primitive op) {
        all.add(new Refusal(
                "whole numbers", op, () -> in(Tensor.zeros(DType.INT64, 2, 2)), DTypeException.class, "int64"));
        all.add(value(
                "NaN in a stack",
                op,
                "matrix 1 of the batch holds NaN at [1, 0]",
                Tensor.of(new double[] {1, 0, 0, 1, 1, 0, Double.NaN, 1}, 2, 2, 2)));
        all.add(value(
                "an infinity",
                op,
                "holds Infinity at [0, 1]",
                Tensor.of(new double[] {1, Double.POSITIVE_INFINITY, 0, 1}, 2, 2)));
    }

    private static void systems(List<Refusal> all) {
        for (Primitive op : List.of(new LinearSystem.Solve(), new LinearSystem.TriangularSolve(false, false))) {
            all.add(new Refusal(
                    "a matrix that is not square",
                    op,
                    () -> in(Tensor.zeros(2, 3), Tensor.zeros(2, 1)),
                    ShapeException.class,
                    "[2, 3]"));
            all.add(new Refusal(
                    "right sides of another length",
                    op,
                    () -> in(Tensor.zeros(2, 2), Tensor.zeros(3, 1)),
                    ShapeException.class,
                    "right sides [3, 1]"));
            all.add(new Refusal(
                    "other batch axes",
                    op,
                    () -> in(Tensor.zeros(2, 2, 2), Tensor.zeros(3, 2, 1)),
                    ShapeException.class,
                    "[3, 2, 1]"));
            all.add(new Refusal(
                    "mixed element types",
                    op,
                    () -> in(Tensor.zeros(2, 2), Tensor.zeros(DType.FLOAT64, 2, 1)),
                    DTypeException.class,
                    "float64"));
            all.add(value(
                    "a singular matrix of a stack",
                    op,
                    "matrix 1 of the batch is singular (pivot 1 is 0)",
                    Tensor.of(new double[] {1, 0, 0, 1, 1, 0, 0, 0}, 2, 2, 2),
                    Tensor.zeros(DType.FLOAT64, 2, 2, 1)));
        }
    }

    private static void values(List<Refusal> all) {
        Tensor counting = Tensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 3, 3);
        all.add(value(
                "a matrix that only rounding keeps from being singular",
                new LinearSystem.Solve(),
                "the matrix is singular (pivot 2 is ",
                counting,
                Tensor.zeros(DType.FLOAT64, 3, 1)));
        all.add(value(
                "NaN",
                new LinearSystem.Solve(),
                "holds NaN at [0, 0]",
                Tensor.full(Double.NaN, DType.FLOAT64, 1, 1),
                Tensor.zeros(DType.FLOAT64, 1, 1)));
        all.add(value(
                "an indefinite matrix",
                new Factorisation.Cholesky(),
                "not positive definite (its leading minor of order 2",
                Tensor.of(new double[] {1, 2, 2, 1}, 2, 2)));
        all.add(value(
                "a semidefinite matrix of a stack",
                new Factorisation.Cholesky(),
                "matrix 1 of the batch is not positive definite",
                Tensor.of(new double[] {1, 0, 0, 1, 1, 1, 1, 1}, 2, 2, 2)));
    }

    private static void composed(List<Refusal> all) {
        all.add(new Refusal(
                "right sides of another length",
                of("least_squares", x -> x[0].leastSquares(x[1])),
                () -> in(Tensor.zeros(3, 2), Tensor.zeros(2)),
                ShapeException.class,
                "right sides [2]"));
        all.add(value(
                "columns that depend on each other",
                of("least_squares", x -> x[0].leastSquares(x[1])),
                "singular (pivot 1 is 0)",
                Tensor.of(new double[] {1, 2, 2, 4, 3, 6}, 3, 2),
                Tensor.of(1.0, 2, 4)));
        all.add(value(
                "a singular matrix",
                of("inverse", x -> x[0].inverse()),
                "the matrix is singular (pivot 1 is 0)",
                Tensor.of(new double[] {1, 2, 2, 4}, 2, 2)));
        all.add(new Refusal(
                "a number",
                of("inverse", x -> x[0].inverse()),
                () -> in(Tensor.scalar(2)),
                ShapeException.class,
                "[]"));
        all.add(new Refusal(
                "a vector",
                of("frobenius_norm", x -> x[0].frobeniusNorm()),
                () -> in(Tensor.zeros(3)),
                ShapeException.class,
                "[3]"));
        all.add(new Refusal(
                "a vector",
                of("matrix_rank", x -> x[0].matrixRank()),
                () -> in(Tensor.zeros(3)),
                ShapeException.class,
                "[3]"));
    }

    private static Op of(String name, Function<Tensor[], Tensor> function) {
        return new Composed(name, x -> new Tensor[] {function.apply(x)});
    }

    private static void shape(List<Refusal> all, String label, Primitive op, String text, long... lengths) {
        all.add(new Refusal(label, op, () -> in(Tensor.zeros(lengths)), ShapeException.class, text));
    }

    private static Refusal value(String label, Op op, String text, Tensor... inputs) {
        return new Refusal(label, op, inputs::clone, LinearAlgebraException.class, text);
    }
}

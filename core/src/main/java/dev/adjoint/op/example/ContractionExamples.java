package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.LinearAlgebraException;
import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/** Samples of the products that are composed of others: of vectors, over pairs of axes, over labelled axes. */
final class ContractionExamples {

    private ContractionExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        two(all, "dot", "two vectors", Tensor::dot, new long[] {4}, new long[] {4});
        two(all, "dot", "no elements", Tensor::dot, new long[] {0}, new long[] {0});
        two(all, "outer", "two vectors", Tensor::outer, new long[] {3}, new long[] {2});
        two(all, "outer", "no elements", Tensor::outer, new long[] {0}, new long[] {2});
        two(all, "inner", "each with each", Tensor::inner, new long[] {2, 3}, new long[] {4, 3});
        two(all, "kron", "two matrices", Tensor::kron, new long[] {2, 1}, new long[] {2, 3});
        two(all, "kron", "a matrix and a vector", Tensor::kron, new long[] {2, 2}, new long[] {3});
        two(all, "cross", "rows", (a, b) -> a.cross(b, -1), new long[] {2, 3}, new long[] {2, 3});
        two(all, "cross", "columns, one stretched", (a, b) -> a.cross(b, 0), new long[] {3, 2}, new long[] {3, 1});
        two(all, "tensordot", "two axes", (a, b) -> a.tensordot(b, 2), new long[] {2, 3, 2}, new long[] {3, 2, 4});
        two(all, "tensordot", "no axes", (a, b) -> a.tensordot(b, 0), new long[] {2}, new long[] {3});
        two(
                all,
                "tensordot",
                "axes out of order",
                (a, b) -> a.tensordot(b, new int[] {2, 0}, new int[] {0, -1}),
                new long[] {2, 3, 4},
                new long[] {4, 1, 2});
        all.add(Example.composed(
                "linear",
                "with bias",
                x -> x[0].linear(x[1], x[2]),
                () -> in(Samples.any(1, 2, 3), Samples.any(2, 4, 3), Samples.any(3, 4))));
        two(all, "linear", "without bias", (x, w) -> x.linear(w, null), new long[] {3}, new long[] {2, 3});
        for (int exponent : new int[] {1, 2, 5}) {
            all.add(Example.composed(
                    "matrix_power",
                    "exponent " + exponent,
                    x -> x[0].matrixPower(exponent),
                    () -> in(Samples.between(4, -1, 1, 2, 3, 3))));
        }
        all.add(Example.composed(
                "matrix_power", "exponent 0", x -> x[0].mul(x[0].matrixPower(0)), () -> in(Samples.any(5, 2, 2))));
        einsum(all, "ij,jk->ik", new long[] {2, 3}, new long[] {3, 2});
        einsum(all, "ij->ji", new long[] {2, 3});
        einsum(all, "ii", new long[] {3, 3});
        einsum(all, "iji->j", new long[] {2, 3, 2});
        einsum(all, "...ij,...jk", new long[] {2, 2, 3}, new long[] {1, 3, 2});
        einsum(all, "i,ij,j->", new long[] {2}, new long[] {2, 3}, new long[] {3});
        einsum(all, "ab,bc,cd->ad", new long[] {2, 3}, new long[] {3, 2}, new long[] {1, 2});
        einsum(all, "ij,ij->i", new long[] {2, 0}, new long[] {2, 0});
        return all;
    }

    private static void two(
            List<Example> all, String name, String label, BinaryOperator<Tensor> f, long[] left, long[] right) {
        all.add(Example.composed(
                name, label, x -> f.apply(x[0], x[1]), () -> in(Samples.any(1, left), Samples.any(2, right))));
    }

    private static void einsum(List<Example> all, String formula, long[]... shapes) {
        all.add(Example.composed(
                "contract", label(formula, shapes), x -> x[0].contract(formula, rest(x)), () -> samples(shapes)));
    }

    private static String label(String formula, long[]... shapes) {
        StringBuilder label = new StringBuilder(formula);
        for (long[] shape : shapes) {
            label.append(' ').append(Shape.of(shape));
        }
        return label.toString();
    }

    private static Tensor[] rest(Tensor... operands) {
        Tensor[] rest = new Tensor[operands.length - 1];
        System.arraycopy(operands, 1, rest, 0, rest.length);
        return rest;
    }

    private static Tensor[] samples(long[]... shapes) {
        Tensor[] samples = new Tensor[shapes.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = Samples.any(i + 1, shapes[i]);
        }
        return samples;
    }

    static List<Refusal> refusals() {
        Tensor matrix = Tensor.zeros(2, 3);
        Tensor vector = Tensor.zeros(3);
        List<Refusal> all = new ArrayList<>();
        refuse(all, "dot", "a matrix", Tensor::dot, matrix, vector, "[2, 3] x [3]");
        refuse(all, "dot", "lengths that differ", Tensor::dot, vector, Tensor.zeros(4), "3 vs 4");
        refuse(all, "outer", "a matrix", Tensor::outer, matrix, vector, "[2, 3] x [3]");
        refuse(all, "inner", "a scalar", Tensor::inner, Tensor.scalar(1f), vector, "[] x [3]");
        refuse(all, "inner", "lengths that differ", Tensor::inner, matrix, Tensor.zeros(2), "3 vs 2");
        refuse(all, "cross", "an axis that is not 3 long", (a, b) -> a.cross(b, 0), matrix, matrix, "axis 0");
        refuse(all, "tensordot", "more axes than there are", (a, b) -> a.tensordot(b, 2), matrix, vector, "2 axes");
        refuse(all, "tensordot", "lengths that differ", (a, b) -> a.tensordot(b, 1), matrix, matrix, "3 vs 2");
        refuse(
                all,
                "tensordot",
                "unlike numbers of axes",
                (a, b) -> a.tensordot(b, new int[] {0, 1}, new int[] {0}),
                matrix,
                vector,
                "axes [0, 1]");
        refuse(
                all,
                "linear",
                "a weight of another length",
                (x, w) -> x.linear(w, null),
                vector,
                matrix.transpose(),
                "3 vs 2");
        refuse(all, "linear", "a bias of another length", (x, w) -> x.linear(w, x), vector, matrix, "bias [3]");
        refuse(
                all,
                "matrix_power",
                "a matrix that is not square",
                (x, y) -> x.matrixPower(2),
                matrix,
                vector,
                "[2, 3]");
        einsum(all, "too few terms", "ij", "1 term for 2 operands");
        einsum(all, "too few labels", "i,j", "names 1 axes, but operand 0 is [2, 3]");
        einsum(all, "a sign that is no label", "i1,j", "\"1\" is no label");
        einsum(all, "dots twice", "...i...,j", "\"...\" twice");
        einsum(
                all,
                "lengths that differ",
                "ij,i->j",
                "label i has length 2 in operand 0 [2, 3], but 3 in operand 1 [3]");
        einsum(all, "a diagonal of unequal lengths", "ii,i", "but 3 in operand 0 [2, 3]");
        einsum(all, "a label of the result twice", "ij,j->ii", "names i twice");
        einsum(all, "a label of the result from nowhere", "ij,j->k", "names k, which no term has");
        einsum(all, "dots over shapes that differ", "...i,...", "what \"...\" covers differs");
        all.add(new Refusal(
                "mixed element types",
                einsum("ij,j"),
                () -> in(matrix, vector.cast(DType.FLOAT64)),
                DTypeException.class,
                "float32[2, 3] and float64[3]"));
        all.add(new Refusal(
                "a negative exponent of a singular matrix",
                new Composed("matrix_power", x -> in(x[0].matrixPower(-2))),
                () -> in(Tensor.zeros(2, 2)),
                LinearAlgebraException.class,
                "pivot 0 is 0"));
        return all;
    }

    private static void refuse(
            List<Refusal> all, String name, String label, BinaryOperator<Tensor> f, Tensor a, Tensor b, String text) {
        Composed op = new Composed(name, x -> in(f.apply(x[0], x[1])));
        all.add(new Refusal(label, op, () -> in(a, b), ShapeException.class, text));
    }

    private static void einsum(List<Refusal> all, String label, String formula, String text) {
        all.add(new Refusal(
                label, einsum(formula), () -> in(Tensor.zeros(2, 3), Tensor.zeros(3)), ShapeException.class, text));
    }

    private static Composed einsum(String formula) {
        return new Composed("contract", x -> in(Tensor.einsum(formula, x[0], rest(x))));
    }
}

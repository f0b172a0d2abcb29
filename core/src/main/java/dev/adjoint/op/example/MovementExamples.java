package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.Cast;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Split;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of what arranges elements otherwise, and of casts. */
final class MovementExamples {

    private MovementExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        views(all);
        copies(all);
        casts(all);
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        String label = "length " + n;
        all.add(Example.of(label, new Movement.Copy(), () -> in(Samples.any(1, 3, n))));
        all.add(Example.of(label, new Movement.Triangle(1, false), () -> in(Samples.any(1, 3, n))));
        all.add(Example.of(label, new Movement.Triangle(-1, true), () -> in(Samples.any(1, n, 3))));
        all.add(Example.of(label, new Movement.Contiguous(), () -> in(Samples.any(1, 3, n))));
        all.add(Example.of(label, new Movement.Pad(1, 2, 1, 1), () -> in(Samples.any(1, 2, n))));
        all.add(Example.of(label, new Movement.Concat(1), () -> in(Samples.any(1, 2, n), Samples.any(2, 2, 3))));
        all.add(Example.of(label, new Movement.Concat(0), () -> in(Samples.any(1, 2, n), Samples.any(2, 1, n))));
        all.add(Example.edge(label, new Cast(DType.FLOAT32), () -> in(Samples.any(1, 3, n))));
        all.add(Example.edge(label, new Cast(DType.INT64), () -> in(Samples.between(1, -90, 90, 3, n))));
        all.add(Example.edge(label, new Cast(DType.BOOL), () -> in(Samples.any(1, 3, n))));
        all.add(Example.edge(label, new Cast(DType.FLOAT64), () -> in(Samples.index(1, 256, 3, n))));
        return all;
    }

    private static void views(List<Example> all) {
        Movement reshape = new Movement.Reshape(Shape.of(4, 6));
        all.add(Example.of("a cube to a matrix", reshape, () -> in(Samples.any(1, 2, 3, 4))));
        all.add(Example.of("to rank 0", new Movement.Reshape(Shape.SCALAR), () -> in(Samples.any(2, 1, 1))));
        all.add(Example.of("no elements", new Movement.Reshape(Shape.of(0)), () -> in(Samples.any(3, 2, 0))));
        all.add(Example.of("a turn", new Movement.Permute(List.of(2, 0, 1)), () -> in(Samples.any(4, 2, 3, 4))));
        all.add(Example.of("rank 0", new Movement.Permute(List.of()), () -> in(Samples.any(5))));
        Movement expand = new Movement.Expand(Shape.of(2, 3, 4));
        all.add(Example.of("lengths 1", expand, () -> in(Samples.any(6, 1, 3, 1))));
        all.add(Example.of("a new axis", expand, () -> in(Samples.any(6, 3, 4))));
        all.add(Example.of("rank 0", new Movement.Expand(Shape.of(2, 3)), () -> in(Samples.any(7))));
        all.add(Example.of("to no elements", new Movement.Expand(Shape.of(0, 2)), () -> in(Samples.any(8, 1, 2))));
        all.add(Example.of("its own shape", new Movement.Expand(Shape.of(2, 1)), () -> in(Samples.any(8, 2, 1))));
        all.add(Example.of("a range", new Movement.Slice(1, 1, 4, 1), () -> in(Samples.any(9, 2, 5))));
        all.add(Example.of("every second", new Movement.Slice(0, 1, 6, 2), () -> in(Samples.any(10, 7, 2))));
        all.add(Example.of("a step beyond the end", new Movement.Slice(0, 0, 5, 3), () -> in(Samples.any(11, 5))));
        all.add(Example.of("three pieces", new Split(1, List.of(1L, 3L, 1L)), () -> in(Samples.any(9, 2, 5))));
        all.add(Example.of("an empty piece", new Split(0, List.of(2L, 0L, 1L)), () -> in(Samples.any(10, 3, 2))));
        all.add(Example.of("one piece", new Split(0, List.of(3L)), () -> in(Samples.any(11, 3))));
        all.add(Example.of("nothing", new Split(1, List.of(0L, 0L)), () -> in(Samples.any(12, 2, 0))));
        all.add(Example.of("nothing", new Movement.Slice(0, 2, 2, 1), () -> in(Samples.any(12, 5))));
        all.add(Example.of("nothing, in steps", new Movement.Slice(0, 5, 5, 3), () -> in(Samples.any(13, 5))));
        all.add(Example.of("a cube", new Movement.Contiguous(), () -> in(Samples.any(14, 2, 3, 4))));
        all.add(Example.of("no elements", new Movement.Contiguous(), () -> in(Samples.any(14, 2, 0))));
        all.add(Example.of("two axes", new Movement.Flip(List.of(0, 2)), () -> in(Samples.any(14, 2, 3, 4))));
        all.add(Example.of("no axes", new Movement.Flip(List.of()), () -> in(Samples.any(15, 2))));
        all.add(Example.of("of a cube", new Movement.Diagonal(0, 0, 2), () -> in(Samples.any(41, 3, 2, 4))));
        all.add(Example.of("above", new Movement.Diagonal(2, 0, 1), () -> in(Samples.any(42, 3, 4))));
        all.add(Example.of("below, axes swapped", new Movement.Diagonal(-1, 2, 1), () -> in(Samples.any(43, 2, 3, 3))));
        all.add(Example.of("beyond the corner", new Movement.Diagonal(5, 0, 1), () -> in(Samples.any(44, 2, 3))));
        all.add(Example.of("of no rows", new Movement.Diagonal(0, 0, 1), () -> in(Samples.any(45, 0, 3))));
        all.add(Example.edge("bool", new Movement.Diagonal(-1, 0, 1), () -> in(Samples.truth(46, 3, 3))));
        all.add(Example.edge("int64", reshape, () -> in(Samples.index(16, 9, 2, 3, 4))));
        all.add(Example.edge("bool", new Movement.Flip(List.of(0)), () -> in(Samples.truth(17, 3))));
    }

    private static void copies(List<Example> all) {
        all.add(Example.of("around", new Movement.Pad(1, 2, 1, 0), () -> in(Samples.any(18, 2, 3))));
        all.add(Example.of("between", new Movement.Pad(0, 1, 2, 2), () -> in(Samples.any(19, 3, 2))));
        all.add(Example.of("nothing", new Movement.Pad(0, 2, 1, 3), () -> in(Samples.any(20, 0, 2))));
        all.add(Example.of("by nothing", new Movement.Pad(0, 0, 0, 0), () -> in(Samples.any(21, 2))));
        all.add(Example.of("in a cube", new Movement.DiagonalMatrix(0, 2, 0, 4, 3), () -> in(Samples.any(47, 2, 3))));
        all.add(Example.of("above", new Movement.DiagonalMatrix(1, 0, 1, 3, 4), () -> in(Samples.any(48, 3))));
        all.add(Example.of("below", new Movement.DiagonalMatrix(-2, 1, 2, 4, 4), () -> in(Samples.any(49, 3, 2))));
        all.add(Example.of("of nothing", new Movement.DiagonalMatrix(3, 0, 1, 2, 2), () -> in(Samples.any(50, 0))));
        all.add(Example.edge("int64", new Movement.DiagonalMatrix(0, 0, 1, 2, 2), () -> in(Tensor.of(3L, 4L))));
        for (boolean upper : new boolean[] {false, true}) {
            all.add(Example.of("of matrices", new Movement.Triangle(0, upper), () -> in(Samples.any(51, 2, 3, 4))));
            all.add(Example.of("one up", new Movement.Triangle(1, upper), () -> in(Samples.any(52, 4, 3))));
            all.add(Example.of("beyond the corner", new Movement.Triangle(-5, upper), () -> in(Samples.any(53, 3, 2))));
            all.add(Example.edge("of no rows", new Movement.Triangle(0, upper), () -> in(Samples.any(54, 0, 3))));
            all.add(Example.edge("bool", new Movement.Triangle(0, upper), () -> in(Samples.truth(55, 3, 3))));
            all.add(Example.edge(
                    "infinities and NaN",
                    new Movement.Triangle(0, upper),
                    () -> in(Tensor.of(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, 2}, 2, 2))));
        }
        all.add(Example.edge("int32", new Movement.Pad(0, 1, 1, 0), () -> in(Tensor.of(1, 2))));
        all.add(Example.of("a matrix", new Movement.Copy(), () -> in(Samples.any(22, 3, 2))));
        all.add(Example.of("rank 0", new Movement.Copy(), () -> in(Samples.any(23))));
        all.add(Example.edge("int64 beyond 2^53", new Movement.Copy(), () -> in(Tensor.of((1L << 53) + 1))));
        all.add(Example.of(
                "three parts",
                new Movement.Concat(1),
                () -> in(Samples.any(24, 2, 1), Samples.any(25, 2, 3), Samples.any(26, 2, 2))));
        all.add(Example.of(
                "an empty part", new Movement.Concat(0), () -> in(Samples.any(27, 0, 2), Samples.any(28, 3, 2))));
        all.add(Example.of("one part", new Movement.Concat(0), () -> in(Samples.any(29, 2))));
        all.add(Example.edge("bool", new Movement.Concat(0), () -> in(Samples.truth(30, 2), Samples.truth(31, 3))));
    }

    private static void casts(List<Example> all) {
        all.add(Example.of(
                "float32",
                new Cast(DType.FLOAT64),
                () -> in(Samples.any(32, 2, 3).cast(DType.FLOAT32))));
        all.add(Example.edge("float64", new Cast(DType.FLOAT32), () -> in(Samples.any(33, 2, 3))));
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                all.add(Example.edge(
                        "from " + from + " to " + to,
                        new Cast(to),
                        () -> in(Tensor.of(0, 1, 2.75, 100, 0.25).cast(from))));
            }
        }
        all.add(Example.edge(
                "infinities and NaN",
                new Cast(DType.FLOAT32),
                () -> in(Tensor.of(Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e300))));
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "another number of elements",
                        new Movement.Reshape(Shape.of(4)),
                        () -> in(Tensor.zeros(2, 3)),
                        ShapeException.class,
                        "[2, 3]"),
                new Refusal(
                        "an axis named twice",
                        new Movement.Permute(List.of(0, 0)),
                        () -> in(Tensor.zeros(2, 3)),
                        ShapeException.class,
                        "[0, 0]"),
                new Refusal(
                        "a length other than 1",
                        new Movement.Expand(Shape.of(2, 4)),
                        () -> in(Tensor.zeros(2, 3)),
                        ShapeException.class,
                        "[2, 4]"),
                new Refusal(
                        "a range beyond the end",
                        new Movement.Slice(0, 1, 4, 1),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "4"),
                new Refusal(
                        "a step of zero",
                        new Movement.Slice(0, 0, 3, 0),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "step"),
                new Refusal(
                        "an axis that is not there",
                        new Movement.Pad(1, 1, 1, 0),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "axis 1"),
                new Refusal(
                        "an axis that is not there",
                        new Movement.Flip(List.of(3)),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "axis 3"),
                new Refusal(
                        "one axis twice",
                        new Movement.Diagonal(0, 1, 1),
                        () -> in(Tensor.zeros(2, 3)),
                        ShapeException.class,
                        "[2, 3]"),
                new Refusal(
                        "a vector",
                        new Movement.Triangle(0, true),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "[3] is no matrix"),
                new Refusal(
                        "another number of elements than the diagonal has",
                        new Movement.DiagonalMatrix(1, 0, 1, 3, 3),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "[3]"),
                new Refusal(
                        "pieces longer than the whole",
                        new Split(0, List.of(1L, 3L)),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "add up to 4"),
                new Refusal(
                        "parts of unlike shapes",
                        new Movement.Concat(0),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(2, 4)),
                        ShapeException.class,
                        "[2, 4]"),
                new Refusal(
                        "parts of unlike types",
                        new Movement.Concat(0),
                        () -> in(Tensor.zeros(2), Tensor.of(1, 2)),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "no parts",
                        new Movement.Concat(0),
                        () -> in(),
                        IllegalArgumentException.class,
                        "1 or more needed"));
    }
}

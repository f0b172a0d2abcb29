package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.List;

/** What the pointwise catalogue must refuse. */
final class PointwiseRefusals {

    private PointwiseRefusals() {}

    static List<Refusal> refusals() {
        PointwiseOp add = Pointwise.ADD.function().with();
        return List.of(
                new Refusal(
                        "unequal shapes",
                        add,
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(3)),
                        ShapeException.class,
                        "[2, 3] and [3]"),
                new Refusal(
                        "two element types",
                        add,
                        () -> in(Tensor.zeros(3), Tensor.zeros(DType.FLOAT64, 3)),
                        DTypeException.class,
                        "float32 and float64"),
                new Refusal(
                        "sums of truth values",
                        add,
                        () -> in(Tensor.of(true), Tensor.of(false)),
                        DTypeException.class,
                        "bool"),
                new Refusal(
                        "one input of two", add, () -> in(Tensor.zeros(3)), IllegalArgumentException.class, "2 needed"),
                new Refusal(
                        "whole numbers where the value is a fraction",
                        Pointwise.EXP.function().with(),
                        () -> in(whole()),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "whole numbers where the formula has a fraction",
                        Pointwise.HEAVISIDE.function().with(1),
                        () -> in(whole()),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "a fraction for whole numbers",
                        Pointwise.MUL.function().scalarRight().with(0.5),
                        () -> in(whole()),
                        DTypeException.class,
                        "0.5"),
                new Refusal(
                        "numbers where truth values are meant",
                        Pointwise.AND.function().with(),
                        () -> in(whole(), whole()),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "a number as a condition",
                        Pointwise.WHERE.function().with(),
                        () -> in(whole(), whole(), whole()),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "a remainder by zero",
                        Pointwise.REM.function().with(),
                        () -> in(whole(), Tensor.zeros(DType.INT32, 3)),
                        ArithmeticException.class,
                        "zero"),
                new Refusal(
                        "a quotient by zero",
                        Pointwise.FLOOR_DIV.function().with(),
                        () -> in(whole(), Tensor.zeros(DType.INT32, 3)),
                        ArithmeticException.class,
                        "zero"));
    }

    private static Tensor whole() {
        return Tensor.of(1, 2, 3);
    }
}

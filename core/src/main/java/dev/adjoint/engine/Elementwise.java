package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/**
 * How the faces apply pointwise functions: to tensors of one shape, after strict broadcasting by an explicit expand, which
 * no rule of an op ever mentions.
 */
final class Elementwise {

    private Elementwise() {}

    static Tensor unary(Pointwise f, Tensor x, double... parameters) {
        return EngineInterpreter.route(f.function().with(parameters), x)[0];
    }

    static Tensor binary(Pointwise f, Tensor x, Tensor y) {
        PointwiseFunction function = f.function();
        if (x.dtype() != Given.input(function.name(), 1, y).dtype()) {
            throw new DTypeException(MethodName.of(function.name()) + ": element types differ: " + x.type() + " and "
                    + y.type() + ". Cast one of them: x.cast(DType." + x.dtype().name() + ").");
        }
        Shape shape = x.shape();
        if (shape.equals(y.shape())) {
            return EngineInterpreter.route(function.with(), x, y)[0];
        }
        Shape common = common(function.name(), shape, y.shape());
        return EngineInterpreter.route(function.with(), stretch(x, common), stretch(y, common))[0];
    }

    /** With an operand on the right that is the same for every element. */
    static Tensor scalar(Pointwise f, Tensor x, double y) {
        x.dtype().requireHolds(f.function().name(), y);
        return EngineInterpreter.route(f.function().scalarRight().with(y), x)[0];
    }

    static Tensor ternary(Pointwise f, Tensor x, Tensor y, Tensor z) {
        PointwiseFunction function = f.function();
        Shape second = Given.input(function.name(), 1, y).shape();
        Shape third = Given.input(function.name(), 2, z).shape();
        Shape common = common(function.name(), common(function.name(), second, third), x.shape());
        return EngineInterpreter.route(function.with(), stretch(x, common), stretch(y, common), stretch(z, common))[0];
    }

    /** The shape that two shapes stretch to, with the op's name in the message if there is none. */
    static Shape common(String name, Shape a, Shape b) {
        try {
            return Shape.broadcast(a, b);
        } catch (ShapeException e) {
            throw new ShapeException(MethodName.of(name) + ": " + e.getMessage());
        }
    }

    /** The tensor at a shape; itself if it has that shape already. */
    static Tensor stretch(Tensor x, Shape shape) {
        return x.shape().equals(shape) ? x : EngineInterpreter.route(new Movement.Expand(shape), x)[0];
    }
}

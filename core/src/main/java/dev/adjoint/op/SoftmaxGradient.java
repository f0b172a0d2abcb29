package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.ShapeException;

/**
 * The gradient of a softmax kind, given that of its result and the result: {@code dx = (dy - sum(dy * y)) * y}, of the
 * logarithm {@code dx = dy - sum(dy) * e^y}; times the factor that the argument was multiplied by before.
 *
 * @param axis the axis that was normalised
 * @param log whether it was the logarithm
 * @param scale the factor of the argument, 1 if there was none
 */
public record SoftmaxGradient(int axis, boolean log, double scale) implements Fused {

    @Override
    public String name() {
        return log ? "log_softmax_gradient" : "softmax_gradient";
    }

    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Reference.requireFloating(name(), inputs[1].dtype());
        inputs[1].shape().axis(axis);
        if (!inputs[0].equals(inputs[1])) {
            throw new ShapeException(MethodName.of(name()) + ": the gradient is " + inputs[0] + ", the value "
                    + inputs[1] + ". A gradient has the type of its value.");
        }
        return new TensorType[] {inputs[1]};
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor dy = inputs[0];
        Tensor y = inputs[1];
        Tensor dx = log
                ? dy.sub(Chain.times(dy.sumKeep(axis), y.exp()))
                : Chain.times(dy.sub(Chain.times(dy, y).sumKeep(axis)), y);
        return new Tensor[] {scale == 1 ? dx : dx.mul(scale)};
    }
}

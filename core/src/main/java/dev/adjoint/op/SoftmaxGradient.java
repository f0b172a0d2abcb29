package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.ShapeException;

/**
 * The gradient of a softmax kind, given that of its result and the result: {@code dx = (dy - sum(dy * y)) * y}, of the
 * logarithm {@code dx = dy - sum(dy) * e^y}.
 *
 * @param axis the axis that was normalised
 * @param log whether it was the logarithm
 */
public record SoftmaxGradient(int axis, boolean log) implements Fused {

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
            throw new ShapeException(name() + ": the gradient is " + inputs[0] + ", the value " + inputs[1]
                    + ". A gradient has the type of its value.");
        }
        return new TensorType[] {inputs[1]};
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor dy = inputs[0];
        Tensor y = inputs[1];
        if (log) {
            return new Tensor[] {dy.sub(Chain.times(dy.sumKeep(axis), y.exp()))};
        }
        Tensor mean = Chain.times(dy, y).sumKeep(axis);
        return new Tensor[] {Chain.times(dy.sub(mean), y)};
    }
}

package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Pointwise;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.ShapeException;

/** Activation functions, each one pointwise op. */
interface ActivationFace extends Tensor {

    @Override
    default Tensor sigmoid() {
        return Elementwise.unary(Pointwise.SIGMOID, this);
    }

    @Override
    default Tensor softplus() {
        return Elementwise.unary(Pointwise.SOFTPLUS, this);
    }

    @Override
    default Tensor relu() {
        return Elementwise.unary(Pointwise.RELU, this);
    }

    @Override
    default Tensor gelu() {
        return Elementwise.unary(Pointwise.GELU, this);
    }

    @Override
    default Tensor silu() {
        return Elementwise.unary(Pointwise.SILU, this);
    }

    @Override
    default Tensor leakyRelu(double slope) {
        return Elementwise.unary(Pointwise.LEAKY_RELU, this, slope);
    }

    @Override
    default Tensor elu(double alpha) {
        return Elementwise.unary(Pointwise.ELU, this, alpha);
    }

    @Override
    default Tensor prelu(Tensor weight) {
        return Elementwise.binary(Pointwise.PRELU, this, weight);
    }

    @Override
    default Tensor relu6() {
        return Elementwise.unary(Pointwise.RELU6, this);
    }

    @Override
    default Tensor selu() {
        return Elementwise.unary(Pointwise.SELU, this);
    }

    @Override
    default Tensor celu(double alpha) {
        if (alpha == 0) {
            throw new IllegalArgumentException(
                    "celu: alpha is 0, by which it divides. Use relu(), which is the limit.");
        }
        return Elementwise.unary(Pointwise.CELU, this, alpha);
    }

    @Override
    default Tensor geluTanh() {
        return Elementwise.unary(Pointwise.GELU_TANH, this);
    }

    @Override
    default Tensor mish() {
        return Elementwise.unary(Pointwise.MISH, this);
    }

    @Override
    default Tensor logSigmoid() {
        return Elementwise.unary(Pointwise.LOG_SIGMOID, this);
    }

    @Override
    default Tensor softsign() {
        return Elementwise.unary(Pointwise.SOFTSIGN, this);
    }

    @Override
    default Tensor hardSigmoid() {
        return Elementwise.unary(Pointwise.HARD_SIGMOID, this);
    }

    @Override
    default Tensor hardSwish() {
        return Elementwise.unary(Pointwise.HARD_SWISH, this);
    }

    @Override
    default Tensor hardTanh() {
        return Elementwise.unary(Pointwise.HARD_TANH, this);
    }

    @Override
    default Tensor tanhShrink() {
        return Elementwise.unary(Pointwise.TANH_SHRINK, this);
    }

    @Override
    default Tensor hardShrink(double threshold) {
        return Elementwise.unary(Pointwise.HARD_SHRINK, this, threshold("hard_shrink", threshold));
    }

    @Override
    default Tensor softShrink(double threshold) {
        return Elementwise.unary(Pointwise.SOFT_SHRINK, this, threshold("soft_shrink", threshold));
    }

    private static double threshold(String op, double threshold) {
        if (!(threshold >= 0)) {
            throw new IllegalArgumentException(MethodName.of(op) + ": the threshold " + threshold
                    + " is not a distance. Give 0 or more, such as 0.5.");
        }
        return threshold;
    }

    @Override
    default Tensor glu(int axis) {
        int at = shape().axis("glu", axis);
        long half = dim(at) / 2;
        if (dim(at) % 2 != 0) {
            throw new ShapeException("glu: axis " + at + " of " + shape() + " has no two halves, being " + dim(at)
                    + " long. Give an axis of even length: values first, gates second.");
        }
        return slice(at, 0, half).mul(slice(at, half, dim(at)).sigmoid());
    }
}

package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Pointwise;

/** The functions of analysis, each one pointwise op. */
interface FunctionFace extends Tensor {

    @Override
    default Tensor sqrt() {
        return Elementwise.unary(Pointwise.SQRT, this);
    }

    @Override
    default Tensor exp() {
        return Elementwise.unary(Pointwise.EXP, this);
    }

    @Override
    default Tensor expm1() {
        return Elementwise.unary(Pointwise.EXPM1, this);
    }

    @Override
    default Tensor log() {
        return Elementwise.unary(Pointwise.LOG, this);
    }

    @Override
    default Tensor log1p() {
        return Elementwise.unary(Pointwise.LOG1P, this);
    }

    @Override
    default Tensor sin() {
        return Elementwise.unary(Pointwise.SIN, this);
    }

    @Override
    default Tensor cos() {
        return Elementwise.unary(Pointwise.COS, this);
    }

    @Override
    default Tensor tan() {
        return Elementwise.unary(Pointwise.TAN, this);
    }

    @Override
    default Tensor tanh() {
        return Elementwise.unary(Pointwise.TANH, this);
    }

    @Override
    default Tensor erf() {
        return Elementwise.unary(Pointwise.ERF, this);
    }

    @Override
    default Tensor rsqrt() {
        return Elementwise.unary(Pointwise.RSQRT, this);
    }

    @Override
    default Tensor cbrt() {
        return Elementwise.unary(Pointwise.CBRT, this);
    }

    @Override
    default Tensor exp2() {
        return Elementwise.unary(Pointwise.EXP2, this);
    }

    @Override
    default Tensor log2() {
        return Elementwise.unary(Pointwise.LOG2, this);
    }

    @Override
    default Tensor log10() {
        return Elementwise.unary(Pointwise.LOG10, this);
    }

    @Override
    default Tensor hypot(Tensor other) {
        return Elementwise.binary(Pointwise.HYPOT, this, other);
    }

    @Override
    default Tensor logAddExp(Tensor other) {
        return Elementwise.binary(Pointwise.LOG_ADD_EXP, this, other);
    }

    @Override
    default Tensor xlogy(Tensor other) {
        return Elementwise.binary(Pointwise.XLOGY, this, other);
    }

    @Override
    default Tensor logit() {
        return Elementwise.unary(Pointwise.LOGIT, this);
    }

    @Override
    default Tensor asin() {
        return Elementwise.unary(Pointwise.ASIN, this);
    }

    @Override
    default Tensor acos() {
        return Elementwise.unary(Pointwise.ACOS, this);
    }

    @Override
    default Tensor atan() {
        return Elementwise.unary(Pointwise.ATAN, this);
    }

    @Override
    default Tensor atan2(Tensor other) {
        return Elementwise.binary(Pointwise.ATAN2, this, other);
    }

    @Override
    default Tensor sinh() {
        return Elementwise.unary(Pointwise.SINH, this);
    }

    @Override
    default Tensor cosh() {
        return Elementwise.unary(Pointwise.COSH, this);
    }

    @Override
    default Tensor asinh() {
        return Elementwise.unary(Pointwise.ASINH, this);
    }

    @Override
    default Tensor acosh() {
        return Elementwise.unary(Pointwise.ACOSH, this);
    }

    @Override
    default Tensor atanh() {
        return Elementwise.unary(Pointwise.ATANH, this);
    }

    @Override
    default Tensor sinc() {
        return Elementwise.unary(Pointwise.SINC, this);
    }

    @Override
    default Tensor erfc() {
        return Elementwise.unary(Pointwise.ERFC, this);
    }

    @Override
    default Tensor lgamma() {
        return Elementwise.unary(Pointwise.LGAMMA, this);
    }

    @Override
    default Tensor digamma() {
        return Elementwise.unary(Pointwise.DIGAMMA, this);
    }

    @Override
    default Tensor polygamma(int order) {
        if (order < 0) {
            throw new IllegalArgumentException(
                    "polygamma: the order " + order + " is negative. Give how often digamma is derived, 0 or more.");
        }
        return Elementwise.unary(Pointwise.POLYGAMMA, this, order);
    }
}

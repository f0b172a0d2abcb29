package dev.adjoint.op;

import static dev.adjoint.expr.Expr.call;
import static dev.adjoint.expr.Expr.constant;

import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Fn;

/** The formulas of the pointwise catalogue that take more than a line: what is delicate in them, and how it is met. */
final class Formulas {

    private static final Expr ZERO = constant(0);

    /** Of Klambauer et al. (2017): the fixed point of mean 0 and variance 1. */
    private static final double SELU_ALPHA = 1.6732632423543772;

    private static final double SELU_SCALE = 1.0507009873554805;

    /** So far from 0 the Taylor series of sinc is used; its first term left out is below a rounding there. */
    private static final double SINC_NEAR = 0.25;

    private static final int SINC_TERMS = 9;

    private Formulas() {}

    /** Three pieces: {@code low} up to and at {@code from}, {@code high} at {@code to} and beyond, else the middle one. */
    static Expr between(Expr x, double from, Expr low, Expr middle, double to, Expr high) {
        return x.le(constant(from)).select(low, x.ge(constant(to)).select(high, middle));
    }

    /** By the floored remainder of positive numbers, so that the derivative by x is 1 everywhere. */
    static Expr fmod(Expr x, Expr y) {
        return x.lt(ZERO).select(call(Fn.REM, x.neg(), y.abs()).neg(), call(Fn.REM, x, y.abs()));
    }

    /** The sign of a zero shows in its reciprocal. */
    static Expr copySign(Expr x, Expr y) {
        Expr negative = y.eq(ZERO).select(constant(1).over(y), y).lt(ZERO);
        return negative.select(x.abs().neg(), x.abs());
    }

    /** The greater one plus what the other adds; both ways of writing it are the same smooth function at a tie. */
    static Expr logAddExp(Expr x, Expr y) {
        Expr infinite = call(Fn.ISFINITE, x).not().and(x.eq(y));
        return infinite.select(
                x,
                x.gt(y).select(x.plus(y.minus(x).softplus()), y.plus(x.minus(y).softplus())));
    }

    static Expr xlogy(Expr x, Expr y) {
        Expr noLogarithm = y.le(ZERO).or(y.eq(constant(Double.POSITIVE_INFINITY)));
        return x.eq(ZERO).and(noLogarithm).select(ZERO, x.times(y.log()));
    }

    /** {@code 2 atanh(2x - 1)} around 1/2, where the logarithms of the two sides would cancel. */
    static Expr logit(Expr x) {
        Expr middle = call(Fn.ATANH, x.times(2).minus(1)).times(2);
        return x.minus(0.5)
                .abs()
                .lt(constant(0.25))
                .select(middle, x.log().minus(x.neg().log1p()));
    }

    static Expr sinc(Expr x) {
        Expr angle = x.times(Math.PI);
        Expr square = angle.times(angle);
        Expr series = constant(1);
        for (int k = SINC_TERMS; k > 0; k--) {
            series = constant(1).minus(square.over(2 * k * (2 * k + 1)).times(series));
        }
        return x.abs()
                .lt(constant(SINC_NEAR))
                .select(series, call(Fn.SIN, angle).over(angle));
    }

    static Expr geluTanh(Expr x) {
        Expr inner = x.plus(x.pow(3).times(0.044715)).times(Math.sqrt(2 / Math.PI));
        return x.times(0.5).times(inner.tanh().plus(1));
    }

    static Expr selu(Expr x) {
        return x.gt(ZERO).select(x.times(SELU_SCALE), x.expm1().times(SELU_SCALE * SELU_ALPHA));
    }

    static Expr clamp(Expr x, Expr low, Expr high) {
        Expr above = x.lt(low).select(low, x);
        return above.gt(high).select(high, above);
    }

    /** From the nearer end, so that both ends are met exactly. */
    static Expr lerp(Expr x, Expr end, Expr weight) {
        Expr step = end.minus(x);
        return weight.lt(constant(0.5))
                .select(
                        x.plus(weight.times(step)),
                        end.minus(step.times(constant(1).minus(weight))));
    }
}

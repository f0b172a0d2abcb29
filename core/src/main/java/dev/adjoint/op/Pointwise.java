package dev.adjoint.op;

import static dev.adjoint.expr.Expr.call;
import static dev.adjoint.expr.Expr.constant;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Fn;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The catalogue of pointwise functions. Each is its formula; shape rule, derivatives of any order and kernels follow.
 *
 * <p>A formula is written in its numerically stable form. {@code relu} chooses the zero, not the element, so that a NaN
 * passes through and the derivative at 0 is 0.
 */
public enum Pointwise {
    /** {@code x + y}. */
    ADD((x, y) -> x.plus(y)),
    /** {@code x - y}. */
    SUB((x, y) -> x.minus(y)),
    /** {@code x * y}. */
    MUL((x, y) -> x.times(y)),
    /** {@code x * y}, but 0 where either is 0, even if the other is infinite or NaN: how gradients are multiplied. */
    CHAIN((x, y) -> x.chain(y)),
    /** {@code x / y}. */
    DIV((x, y) -> x.over(y)),
    /** {@code x - y * floor(x / y)}. */
    REM(Fn.REM, 2),
    /** {@code x - y * trunc(x / y)}. */
    FMOD(Formulas::fmod),
    /** {@code floor(x / y)}. */
    FLOOR_DIV(Fn.FLOOR_DIV, 2),
    /** {@code x ^ y}. */
    POW((x, y) -> x.pow(y)),
    /** The lesser of {@code x} and {@code y}. */
    MINIMUM((x, y) -> x.min(y)),
    /** The greater of {@code x} and {@code y}. */
    MAXIMUM((x, y) -> x.max(y)),
    /** {@code -x}. */
    NEG(Expr::neg),
    /** {@code |x|}. */
    ABS(Expr::abs),
    /** -1, 0 or 1. */
    SIGN(Expr::sign),
    /** {@code |x|} with the sign of {@code y}. */
    COPY_SIGN(Formulas::copySign),
    /** 0, p0 or 1 by the sign of {@code x}. */
    HEAVISIDE(x -> x.eq(constant(0)).select(parameter(0), x.sign().plus(1).times(0.5))),
    /** {@code x * x}. */
    SQUARE(x -> x.times(x)),
    /** The square root of {@code x}. */
    SQRT(Expr::sqrt),
    /** {@code 1 / sqrt(x)}. */
    RSQRT(x -> constant(1).over(x.sqrt())),
    /** The cube root of {@code x}. */
    CBRT(Fn.CBRT, 1),
    /** {@code sqrt(x * x + y * y)}. */
    HYPOT(Fn.HYPOT, 2),
    /** {@code 1 / x}. */
    RECIPROCAL(x -> constant(1).over(x)),
    /** {@code e ^ x}. */
    EXP(Expr::exp),
    /** {@code e ^ x - 1}. */
    EXPM1(Expr::expm1),
    /** {@code 2 ^ x}. */
    EXP2(x -> constant(2).pow(x)),
    /** The natural logarithm of {@code x}. */
    LOG(Expr::log),
    /** {@code log(1 + x)}. */
    LOG1P(Expr::log1p),
    /** The logarithm of {@code x} to the base 2. */
    LOG2(Fn.LOG2, 1),
    /** The logarithm of {@code x} to the base 10. */
    LOG10(Fn.LOG10, 1),
    /** {@code log(e ^ x + e ^ y)}. */
    LOG_ADD_EXP(Formulas::logAddExp),
    /** {@code x * log(y)}. */
    XLOGY(Formulas::xlogy),
    /** {@code log(x / (1 - x))}. */
    LOGIT(Formulas::logit),
    /** The sine of {@code x}. */
    SIN(Expr::sin),
    /** The cosine of {@code x}. */
    COS(Expr::cos),
    /** The tangent of {@code x}. */
    TAN(Expr::tan),
    /** The inverse sine of {@code x}. */
    ASIN(Fn.ASIN, 1),
    /** The inverse cosine of {@code x}. */
    ACOS(Fn.ACOS, 1),
    /** The inverse tangent of {@code x}. */
    ATAN(Fn.ATAN, 1),
    /** The angle of the point with ordinate {@code x} and abscissa {@code y}. */
    ATAN2(Fn.ATAN2, 2),
    /** The hyperbolic sine of {@code x}. */
    SINH(Fn.SINH, 1),
    /** The hyperbolic cosine of {@code x}. */
    COSH(Fn.COSH, 1),
    /** The hyperbolic tangent of {@code x}. */
    TANH(Expr::tanh),
    /** The inverse hyperbolic sine of {@code x}. */
    ASINH(Fn.ASINH, 1),
    /** The inverse hyperbolic cosine of {@code x}. */
    ACOSH(Fn.ACOSH, 1),
    /** The inverse hyperbolic tangent of {@code x}. */
    ATANH(Fn.ATANH, 1),
    /** {@code sin(pi x) / (pi x)}. */
    SINC(Formulas::sinc),
    /** The error function of {@code x}. */
    ERF(Expr::erf),
    /** {@code 1 - erf(x)}. */
    ERFC(Expr::erfc),
    /** The logarithm of the absolute value of the gamma function of {@code x}. */
    LGAMMA(Fn.LGAMMA, 1),
    /** The logarithmic derivative of the gamma function of {@code x}. */
    DIGAMMA(Fn.DIGAMMA, 1),
    /** The derivative of digamma of order p0 at {@code x}. */
    POLYGAMMA(x -> call(Fn.POLYGAMMA, parameter(0), x)),
    /** {@code 1 / (1 + e ^ -x)}. */
    SIGMOID(Expr::sigmoid),
    /** {@code -log(1 + e ^ -x)}. */
    LOG_SIGMOID(x -> x.neg().softplus().neg()),
    /** {@code log(1 + e ^ x)}. */
    SOFTPLUS(Expr::softplus),
    /** {@code max(x, 0)}. */
    RELU(x -> x.le(constant(0)).select(constant(0), x)),
    /** {@code x * (1 + erf(x / sqrt 2)) / 2}. */
    GELU(x -> x.times(0.5).times(x.times(Math.sqrt(0.5)).erf().plus(1))),
    /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ^ 3))) / 2}. */
    GELU_TANH(Formulas::geluTanh),
    /** {@code x * sigmoid(x)}. */
    SILU(x -> x.times(x.sigmoid())),
    /** {@code x * tanh(softplus(x))}. */
    MISH(x -> x.times(x.softplus().tanh())),
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN(x -> x.over(x.abs().plus(1))),
    /** {@code min(max(x, 0), 6)}. */
    RELU6(x -> Formulas.between(x, 0, constant(0), x, 6, constant(6))),
    /** {@code min(max(x + 3, 0), 6) / 6}. */
    HARD_SIGMOID(x -> Formulas.between(x, -3, constant(0), x.plus(3).over(6), 3, constant(1))),
    /** {@code x * min(max(x + 3, 0), 6) / 6}. */
    HARD_SWISH(x -> Formulas.between(x, -3, constant(0), x.times(x.plus(3)).over(6), 3, x)),
    /** {@code min(max(x, -1), 1)}. */
    HARD_TANH(x -> Formulas.between(x, -1, constant(-1), x, 1, constant(1))),
    /** {@code x - tanh(x)}. */
    TANH_SHRINK(x -> x.minus(x.tanh())),
    /** {@code |x| <= p0 ? 0 : x}. */
    HARD_SHRINK(x -> x.abs().le(parameter(0)).select(constant(0), x)),
    /** {@code |x| <= p0 ? 0 : x - p0 * sign(x)}. */
    SOFT_SHRINK(x -> x.abs()
            .le(parameter(0))
            .select(constant(0), x.gt(constant(0)).select(x.minus(parameter(0)), x.plus(parameter(0))))),
    /** {@code x > 0 ? x : p0 * x}. */
    LEAKY_RELU(x -> x.gt(constant(0)).select(x, x.times(parameter(0)))),
    /** {@code x > 0 ? x : y * x}. */
    PRELU((x, y) -> x.gt(constant(0)).select(x, x.times(y))),
    /** {@code x > 0 ? x : p0 * (e ^ x - 1)}. */
    ELU(x -> x.gt(constant(0)).select(x, x.expm1().times(parameter(0)))),
    /** {@code scale * (x > 0 ? x : alpha * (e ^ x - 1))}. */
    SELU(Formulas::selu),
    /** {@code x > 0 ? x : p0 * (e ^ (x / p0) - 1)}. */
    CELU(x -> x.gt(constant(0)).select(x, x.over(parameter(0)).expm1().times(parameter(0)))),
    /** {@code x < p0 ? p0 : x > p1 ? p1 : x}. */
    CLAMP(x -> x.lt(parameter(0)).select(parameter(0), x.gt(parameter(1)).select(parameter(1), x))),
    /** {@code x < p0 ? p0 : x}. */
    CLAMP_MIN(x -> x.lt(parameter(0)).select(parameter(0), x)),
    /** {@code x > p0 ? p0 : x}. */
    CLAMP_MAX(x -> x.gt(parameter(0)).select(parameter(0), x)),
    /** {@code min(max(x, y), z)}. */
    CLAMP_BETWEEN(3, 0, false, Formulas.clamp(Expr.input(0), Expr.input(1), Expr.input(2))),
    /** {@code x + z * (y - x)}. */
    LERP(3, 0, false, Formulas.lerp(Expr.input(0), Expr.input(1), Expr.input(2))),
    /** {@code x} where it is finite, else p0 for NaN, p1 for infinity, p2 for minus infinity. */
    NAN_TO_NUM(x -> call(Fn.ISFINITE, x)
            .select(x, call(Fn.ISNAN, x).select(parameter(0), x.gt(constant(0)).select(parameter(1), parameter(2))))),
    /** The greatest integer not above {@code x}. */
    FLOOR(Expr::floor),
    /** The least integer not below {@code x}. */
    CEIL(Expr::ceil),
    /** The nearest integer, halves to even. */
    ROUND(Fn.ROUND, 1),
    /** The integer part of {@code x}. */
    TRUNC(Fn.TRUNC, 1),
    /** {@code x - trunc(x)}. */
    FRAC(x -> x.minus(call(Fn.TRUNC, x))),
    /** {@code x == y}. */
    EQ(Fn.EQ, 2),
    /** {@code x != y}. */
    NE(Fn.NE, 2),
    /** {@code x < y}. */
    LT(Fn.LT, 2),
    /** {@code x <= y}. */
    LE(Fn.LE, 2),
    /** {@code x > y}. */
    GT(Fn.GT, 2),
    /** {@code x >= y}. */
    GE(Fn.GE, 2),
    /** Whether {@code x} is not a number. */
    IS_NAN(Fn.ISNAN, 1),
    /** Whether {@code x} is neither infinite nor NaN. */
    IS_FINITE(Fn.ISFINITE, 1),
    /** Whether {@code x} is infinite. */
    IS_INF(
            1,
            0,
            true,
            call(Fn.ISFINITE, Expr.input(0))
                    .not()
                    .and(call(Fn.ISNAN, Expr.input(0)).not())),
    /** Whether both are true. */
    AND(Fn.AND, 2),
    /** Whether either is true. */
    OR(Fn.OR, 2),
    /** Whether exactly one is true. */
    XOR(Fn.XOR, 2),
    /** Whether {@code x} is false. */
    NOT(Fn.NOT, 1),
    /** {@code c ? x : y}. */
    WHERE(3, 1, false, Expr.input(0).select(Expr.input(1), Expr.input(2)));

    private final PointwiseFunction function;

    Pointwise(UnaryOperator<Expr> formula) {
        this(1, 0, false, formula.apply(Expr.input(0)));
    }

    Pointwise(BinaryOperator<Expr> formula) {
        this(2, 0, false, formula.apply(Expr.input(0), Expr.input(1)));
    }

    /** A single primitive: one on truth values takes bool inputs, one that answers a truth value gives bool. */
    Pointwise(Fn fn, int arity) {
        this(
                arity,
                switch (fn) {
                    case AND, OR, XOR, NOT -> (1L << arity) - 1;
                    default -> 0;
                },
                fn.isTruth(),
                arity == 1 ? call(fn, Expr.input(0)) : call(fn, Expr.input(0), Expr.input(1)));
    }

    Pointwise(int inputs, long conditions, boolean truth, Expr formula) {
        String word = name().toLowerCase(Locale.ROOT);
        this.function = new PointwiseFunction(word, inputs, conditions, truth, List.of(formula));
    }

    /**
     * The function that this constant names.
     *
     * @return its formula with what follows from it
     */
    public PointwiseFunction function() {
        return function;
    }
}

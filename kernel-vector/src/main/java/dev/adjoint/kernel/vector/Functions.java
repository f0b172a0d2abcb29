package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;

/** The functions beyond arithmetic in one type of elements. */
sealed interface Functions permits FloatFunctions, DoubleFunctions {

    /** Takes the code. */
    VectorCode v();

    /** A positive number as {@code 2^exponent (1 + fraction)}, the fraction between the root of a half and that of two, less 1. */
    record Split(Value exponent, Value fraction) {}

    /** A positive number in two parts; of others they mean nothing. */
    Split split(Value x);

    /** {@code e^x}. */
    Value exp(Value x);

    /** The natural logarithm. */
    Value log(Value x);

    /** {@code log(1 + x)}. */
    Value log1p(Value x);

    /** {@code e^x - 1}. */
    Value expm1(Value x);

    /** The hyperbolic tangent. */
    Value tanh(Value x);

    /** The error function. */
    Value erf(Value x);

    /** {@code 1 - erf(x)}. */
    Value erfc(Value x);

    /** From this number on all are whole. */
    double allWhole();

    /** The nearest whole number, the even one of two: adding makes room for no more than that. */
    default Value round(Value x) {
        Value a = v().abs(x);
        Value y = v().sub(v().add(a, allWhole()), allWhole());
        return v().withSign(v().choose(v().test("LT", a, allWhole()), y, a), x);
    }

    /** The largest whole number that is not above. */
    default Value floor(Value x) {
        Value y = round(x);
        return v().choose(v().test("GT", y, x), v().sub(y, 1), y);
    }

    /** The smallest whole number that is not below; of small negative ones it is the negative zero. */
    default Value ceil(Value x) {
        Value y = round(x);
        return v().withSign(v().abs(v().choose(v().test("LT", y, x), v().add(y, 1), y)), x);
    }

    /** The whole number next to it towards zero. */
    default Value trunc(Value x) {
        return v().withSign(floor(v().abs(x)), x);
    }

    /** The logistic function, by the exponential that cannot overflow. */
    default Value sigmoid(Value x) {
        Value exp = exp(v().neg(v().abs(x)));
        return v().div(v().choose(v().test("LT", x, 0), exp, v().number(1)), v().add(exp, 1));
    }

    /** {@code log(1 + e^x)}. */
    default Value softplus(Value x) {
        Value rest = log1p(exp(v().neg(v().abs(x))));
        return v().add(v().max(x, v().number(0)), rest);
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;

/**
 * The functions in float, operation by operation those of {@link FloatMath}.
 *
 * @param v takes the code
 */
record FloatFunctions(VectorCode v) implements Functions {

    @Override
    public double allWhole() {
        return 0x1p23;
    }

    @Override
    public Value exp(Value x) {
        Value t = v.fma(x, FloatMath.LOG2_E, FloatMath.ROUND);
        Value n = v.sub(t, FloatMath.ROUND);
        Value r = v.fma(n, -FloatMath.LN2_LOW, v.fma(n, -FloatMath.LN2_HIGH, x));
        Value p = v.polynomial(r, FloatMath.EXP);
        p = v.add(v.fma(p, v.mul(r, r), r), 1);
        Value bits = v.bits(t);
        Value half = v.shift("LSHR", bits, 1);
        Value first = v.elements(v.shift("LSHL", half, 23));
        Value second = v.elements(v.shift("LSHL", v.whole("sub", bits, half), 23));
        Value y = v.mul(v.mul(p, first), second);
        y = v.choose(v.test("GT", x, FloatMath.EXP_MAX), Float.POSITIVE_INFINITY, y);
        return v.choose(v.test("LT", x, FloatMath.EXP_MIN), 0, y);
    }

    @Override
    public Split split(Value x) {
        Value tiny = v.test("LT", x, Float.MIN_NORMAL);
        Value y = v.choose(tiny, v.mul(x, 0x1p23f), x);
        Value bits = v.whole("sub", v.bits(y), FloatMath.SQRT_HALF_BITS);
        Value exponent = v.whole("add", v.shift("ASHR", bits, 23), Float.floatToRawIntBits(FloatMath.ROUND_WHOLE));
        Value n = v.sub(v.elements(exponent), FloatMath.ROUND_WHOLE);
        Value mantissa = v.whole("add", v.whole("and", bits, FloatMath.MANTISSA), FloatMath.SQRT_HALF_BITS);
        return new Split(v.choose(tiny, v.sub(n, 23), n), v.sub(v.elements(mantissa), 1));
    }

    @Override
    public Value log(Value x) {
        Split split = split(x);
        Value n = split.exponent();
        Value f = split.fraction();
        Value p = v.polynomial(f, FloatMath.LOG);
        Value z = v.mul(f, f);
        Value r = v.fma(v.mul(f, z), p, v.mul(n, FloatMath.LN2_LOW));
        r = v.add(v.fma(z, -0.5, r), f);
        r = v.fma(n, FloatMath.LN2_HIGH, r);
        r = v.choose(v.test("LT", x, Float.POSITIVE_INFINITY), r, x);
        r = v.choose(v.test("EQ", x, 0), Float.NEGATIVE_INFINITY, r);
        return v.choose(v.test("LT", x, 0), Float.NaN, r);
    }

    @Override
    public Value log1p(Value x) {
        Value u = v.add(x, 1);
        Value log = log(u);
        Value lost = v.div(v.sub(v.sub(u, 1), x), u);
        return v.choose(v.test("EQ", lost, lost), v.sub(log, lost), log);
    }

    @Override
    public Value expm1(Value x) {
        Value p = v.polynomial(x, FloatMath.EXP);
        p = v.fma(p, v.mul(x, x), x);
        return v.choose(v.test("LT", v.abs(x), 0.5), p, v.sub(exp(x), 1));
    }

    @Override
    public Value tanh(Value x) {
        Value a = v.within(x, FloatMath.TANH_END);
        Value s = v.mul(a, a);
        Value p = v.polynomial(s, FloatMath.TANH_P);
        return v.div(v.mul(a, p), v.polynomial(s, FloatMath.TANH_Q));
    }

    @Override
    public Value erf(Value x) {
        Value a = v.within(x, FloatMath.ERF_END);
        Value s = v.mul(a, a);
        Value p = v.polynomial(s, FloatMath.ERF_P);
        return v.div(v.mul(a, p), v.polynomial(s, FloatMath.ERF_Q));
    }

    /** The error function of less than 1. */
    private Value near(Value x) {
        return v.fma(x, v.polynomial(v.mul(x, x), FloatMath.ERF_NEAR), x);
    }

    @Override
    public Value erfc(Value x) {
        Value a = v.abs(x);
        Value square = v.mul(a, a);
        Value exp = exp(v.neg(square));
        Value lost = v.fma(a, a, v.neg(square));
        Value q = v.div(v.sub(a, FloatMath.TAIL_CENTRE), v.add(a, FloatMath.TAIL_CENTRE));
        Value p = v.polynomial(q, FloatMath.TAIL);
        Value tail = v.div(v.mul(v.sub(exp, v.mul(exp, lost)), p), v.fma(a, 2, 1));
        tail = v.choose(v.test("GT", a, FloatMath.TAIL_END), 0, tail);
        Value inner = v.choose(v.test("LT", a, 1), v.sub(v.number(1), near(x)), v.sub(v.number(2), tail));
        return v.choose(v.test("LT", x, 0.5), inner, tail);
    }
}

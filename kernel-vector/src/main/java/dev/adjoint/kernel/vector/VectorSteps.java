package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;

/**
 * The steps of programs on vectors: number by number what {@link FloatTiles} and {@link FloatMath} compute.
 *
 * @param v takes the code
 */
record VectorSteps(VectorCode v) {

    /** The value of a step, given those of its arguments. */
    Value step(TileOp op, Value x, Value y, Value z, Value w) {
        return switch (op) {
            case COPY -> x;
            case ADD -> v.add(x, y);
            case SUB -> v.sub(x, y);
            case MUL -> v.mul(x, y);
            case CHAIN -> v.choose(v.either(v.test("EQ", x, 0), v.test("EQ", y, 0)), 0, v.mul(x, y));
            case DIV -> v.div(x, y);
            case MIN -> v.min(x, y);
            case MAX -> v.max(x, y);
            case NEG -> v.neg(x);
            case ABS -> v.abs(x);
            case SQRT -> v.sqrt(x);
            case NEG_ABS -> v.neg(v.abs(x));
            case NEG_SQUARE -> v.neg(v.mul(x, x));
            case EXP -> exp(x);
            case LOG -> log(x);
            case LOG1P_END -> log1p(x, y);
            case EXPM1_END -> expm1(x, y);
            case TANH -> tanh(x);
            case SIGMOID_END -> v.div(v.choose(v.test("LT", x, 0), y, v.number(1)), v.add(y, 1));
            case ERF -> erf(x);
            case ERFC_END -> erfc(x, y);
            case EQ -> v.truth(v.test("EQ", x, y));
            case NE -> v.truth(v.test("NE", x, y));
            case LT -> v.truth(v.test("LT", x, y));
            case LE -> v.truth(v.test("LE", x, y));
            case AND -> v.truth(v.both(v.test("NE", x, 0), v.test("NE", y, 0)));
            case OR -> v.truth(v.either(v.test("NE", x, 0), v.test("NE", y, 0)));
            case NOT -> v.truth(v.test("EQ", x, 0));
            case SELECT -> v.choose(v.test("NE", x, 0), y, z);
            case SELECT_EQ -> v.choose(v.test("EQ", x, y), z, w);
            case SELECT_LT -> v.choose(v.test("LT", x, y), z, w);
            case SELECT_LE -> v.choose(v.test("LE", x, y), z, w);
            case REFERENCE -> throw new IllegalArgumentException("no vector code for " + op);
        };
    }

    private Value exp(Value x) {
        Value t = v.fma(x, FloatMath.LOG2_E, FloatMath.ROUND);
        Value n = v.sub(t, FloatMath.ROUND);
        Value r = v.fma(n, -FloatMath.LN2_LOW, v.fma(n, -FloatMath.LN2_HIGH, x));
        Value p = v.polynomial(r, FloatMath.EXP);
        p = v.add(v.fma(p, v.mul(r, r), r), 1);
        Value bits = v.bits(t);
        Value half = v.shift("LSHR", bits, 1);
        Value first = v.elements(v.shift("LSHL", half, 23));
        Value second = v.elements(v.shift("LSHL", v.wholeSub(bits, half), 23));
        Value y = v.mul(v.mul(p, first), second);
        y = v.choose(v.test("GT", x, FloatMath.EXP_MAX), Float.POSITIVE_INFINITY, y);
        return v.choose(v.test("LT", x, FloatMath.EXP_MIN), 0, y);
    }

    private Value log(Value x) {
        Value tiny = v.test("LT", x, Float.MIN_NORMAL);
        Value y = v.choose(tiny, v.mul(x, 0x1p23f), x);
        Value bits = v.whole("sub", v.bits(y), FloatMath.SQRT_HALF_BITS);
        Value exponent = v.whole("add", v.shift("ASHR", bits, 23), Float.floatToRawIntBits(FloatMath.ROUND_WHOLE));
        Value n = v.sub(v.elements(exponent), FloatMath.ROUND_WHOLE);
        n = v.choose(tiny, v.sub(n, 23), n);
        Value mantissa = v.whole("add", v.whole("and", bits, FloatMath.MANTISSA), FloatMath.SQRT_HALF_BITS);
        Value f = v.sub(v.elements(mantissa), 1);
        Value p = v.polynomial(f, FloatMath.LOG);
        Value z = v.mul(f, f);
        Value r = v.fma(v.mul(f, z), p, v.mul(n, FloatMath.LN2_LOW));
        r = v.add(v.fma(z, -0.5, r), f);
        r = v.fma(n, FloatMath.LN2_HIGH, r);
        r = v.choose(v.test("LT", x, Float.POSITIVE_INFINITY), r, x);
        r = v.choose(v.test("EQ", x, 0), Float.NEGATIVE_INFINITY, r);
        return v.choose(v.test("LT", x, 0), Float.NaN, r);
    }

    private Value log1p(Value x, Value log) {
        Value u = v.add(x, 1);
        Value lost = v.div(v.sub(v.sub(u, 1), x), u);
        return v.choose(v.test("EQ", lost, lost), v.sub(log, lost), log);
    }

    private Value expm1(Value x, Value exp) {
        Value p = v.polynomial(x, FloatMath.EXP);
        p = v.fma(p, v.mul(x, x), x);
        return v.choose(v.test("LT", v.abs(x), 0.5), p, v.sub(exp, 1));
    }

    private Value tanh(Value x) {
        Value a = within(x, FloatMath.TANH_END);
        Value s = v.mul(a, a);
        Value p = v.polynomial(s, FloatMath.TANH_P);
        return v.div(v.mul(a, p), v.polynomial(s, FloatMath.TANH_Q));
    }

    private Value erf(Value x) {
        Value a = within(x, FloatMath.ERF_END);
        Value s = v.mul(a, a);
        Value p = v.polynomial(s, FloatMath.ERF_P);
        return v.div(v.mul(a, p), v.polynomial(s, FloatMath.ERF_Q));
    }

    /** The nearest number whose size is at most {@code end}; NaN stays. */
    private Value within(Value x, double end) {
        Value below = v.choose(v.test("GT", x, end), end, x);
        return v.choose(v.test("LT", below, -end), -end, below);
    }

    /** The error function of less than 1. */
    private Value near(Value x) {
        return v.fma(x, v.polynomial(v.mul(x, x), FloatMath.ERF_NEAR), x);
    }

    private Value erfc(Value x, Value exp) {
        Value a = v.abs(x);
        Value square = v.mul(a, a);
        Value lost = v.fma(a, a, v.neg(square));
        Value q = v.div(v.sub(a, FloatMath.TAIL_CENTRE), v.add(a, FloatMath.TAIL_CENTRE));
        Value p = v.polynomial(q, FloatMath.TAIL);
        Value tail = v.div(v.mul(v.sub(exp, v.mul(exp, lost)), p), v.fma(a, 2, 1));
        tail = v.choose(v.test("GT", a, FloatMath.TAIL_END), 0, tail);
        Value inner = v.choose(v.test("LT", a, 1), v.sub(v.number(1), near(x)), v.sub(v.number(2), tail));
        return v.choose(v.test("LT", x, 0.5), inner, tail);
    }
}

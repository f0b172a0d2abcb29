package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;
import org.jspecify.annotations.Nullable;

/**
 * The functions in double.
 *
 * <p>They are described here once; plain loops, loops of the Vector API and machine code are written from it. Sums,
 * products, quotients and fused multiply-adds have one correct rounding each, so the bits are the same everywhere.
 * Coefficients, the highest power first, come from {@code tools/elementary_coefficients.py}. Errors in units in the last
 * place, as a test measures them: exp 0.7, log 0.8, log1p 0.8, expm1 1, tanh 1.9, sigmoid 2, softplus 1.6, erf 1, erfc 4.
 *
 * @param v takes the code
 */
record DoubleFunctions(VectorCode v) implements Functions {

    private static final int MANTISSA_BITS = 52;
    private static final int BIAS = 1023;
    /** Adding and taking away this rounds to a whole number, which then stands in the lowest bits. */
    private static final double ROUND = 0x1.8p52;
    /** The number whose lowest bits are a whole number, if those are added. */
    private static final double WHOLE = 0x1p52;

    private static final double LOG2_E = 0x1.71547652b82fep0;
    /** The logarithm of 2 in two parts. */
    private static final double LN2 = 0x1.62e42fefa39efp-1;

    private static final double LN2_REST = 0x1.abc9e3b39803fp-56;
    /** The same, where the first has so few bits that its multiples are exact. */
    private static final double LN2_SHORT = 0x1.62e42fefa3800p-1;

    private static final double LN2_SHORT_REST = 0x1.ef35793c76730p-45;

    /** Beyond these, {@code e^x} is infinite, and zero. */
    private static final double EXP_MAX = 710;

    private static final double EXP_MIN = -746;
    /** {@code (e^x - 1 - x) / x²} where {@code |x|} is at most half the logarithm of 2. */
    private static final double[] EXP = {
        2.4999914476348415e-08,
        2.763037771275317e-07,
        2.7557587501730755e-06,
        2.4801492765729715e-05,
        0.00019841269504593132,
        0.001388888894391959,
        0.008333333333495696,
        0.0416666666665292,
        0.1666666666666641,
        0.5000000000000011
    };

    private static final long SQRT_HALF = 0x3fe6a09e667f3bcdL;
    private static final long ONE = 0x3ff0000000000000L;
    private static final long MANTISSA = 0x000fffffffffffffL;
    /** {@code (log(1 + f) / s - 2) / s²} in s², where {@code s = f / (2 + f)}. */
    private static final double[] LOG = {
        0.14797504072925358,
        0.15313903840729298,
        0.18183569706344407,
        0.22222198476849478,
        0.2857142874325195,
        0.3999999999941115,
        0.6666666666666735
    };

    /** From here on {@code e^-x - 1} is -1. */
    private static final double EXPM1_MIN = -40;
    /** Below this, {@code e^x - 1} is x. */
    private static final double TINY = 0x1p-54;
    /** Where the hyperbolic tangent is 1. */
    private static final double TANH_END = 20;

    /** {@code erf(x) / x - 1} in x², below 1. */
    private static final double[] NEAR = {
        -4.222888028647369e-12,
        8.703784504699631e-11,
        -1.2163040370367583e-09,
        1.4792145491419041e-08,
        -1.6364614392996364e-07,
        1.646204340569717e-06,
        -1.4925647465011828e-05,
        0.00012055332899354269,
        -0.0008548327021853114,
        0.005223977625422084,
        -0.026866170645129733,
        0.11283791670955119,
        -0.37612638903183754,
        0.1283791670955126
    };

    private static final double TAIL_CENTRE = 3.75;
    /** Where {@code 1 - erf(x)} is smaller than any double. */
    private static final double TAIL_END = 27.3;
    /** {@code (1 + 2x) e^(x²) erfc(x)} in {@code (x - 3.75) / (x + 3.75)}, from 0.5 on. */
    private static final double[] TAIL = {
        -2.5683191058499733e-09,
        2.4758008298604725e-08,
        2.1427085387147726e-08,
        -2.408362125155354e-07,
        -5.567403845214137e-08,
        1.7383980744021663e-06,
        -9.743130882976643e-07,
        -1.1437997012091295e-05,
        2.2384447183245638e-05,
        5.16472641301269e-05,
        -0.0002901541063976979,
        0.000293714015510403,
        0.0017556258516236325,
        -0.009746579599257172,
        0.02836227741976171,
        -0.05869339858684296,
        0.0923043211602863,
        -0.10880393014184392,
        0.08227673849014902,
        0.003585415485465652,
        -0.140240598585547,
        1.2375126308378275
    };

    @Override
    public double allWhole() {
        return WHOLE;
    }

    @Override
    public Value exp(Value x) {
        // The offset of two exponents, so that half of the number is one exponent and what is left another.
        double round = ROUND + 2 * BIAS;
        Value t = v.fma(x, LOG2_E, round);
        Reduced r = reduced(x, v.sub(t, round));
        // 1 + r in two parts, so that one rounding of 1 + r + r² P counts.
        Value sum = v.add(r.high, 1);
        Value lost = v.add(v.add(v.sub(v.number(1), sum), r.high), r.low);
        Value p = v.add(sum, v.fma(v.polynomial(r.high, EXP), v.mul(r.high, r.high), lost));
        // Two factors, since 2^n itself may be out of range where the result is not. The shift drops what is above n.
        Value bits = v.bits(t);
        Value half = v.shift("LSHR", bits, 1);
        Value y = v.mul(v.mul(p, power(half)), power(v.whole("sub", bits, half)));
        y = v.choose(v.test("GT", x, EXP_MAX), Double.POSITIVE_INFINITY, y);
        return v.choose(v.test("LT", x, EXP_MIN), 0, y);
    }

    /** A number in two parts, of which the second is less than the last bit of the first. */
    private record Reduced(Value high, Value low) {}

    /** {@code x - n log(2)}, for whole n next to {@code x / log(2)}: the first difference is exact. */
    private Reduced reduced(Value x, Value n) {
        Value first = v.fma(n, -LN2, x);
        Value high = v.fma(n, -LN2_REST, first);
        return new Reduced(high, v.fma(n, -LN2_REST, v.sub(first, high)));
    }

    /** 2 to the power of what stands in the low bits, less the offset of exponents. */
    private Value power(Value bits) {
        return v.elements(v.shift("LSHL", bits, MANTISSA_BITS));
    }

    @Override
    public Value expm1(Value x) {
        // 2^(n - 1) at first, since 2^n may be infinite where the result is not.
        double round = ROUND + BIAS - 1;
        Value a = v.choose(v.test("GT", x, EXP_MAX), EXP_MAX, x);
        a = v.choose(v.test("LT", a, EXPM1_MIN), EXPM1_MIN, a);
        Value t = v.fma(a, LOG2_E, round);
        Reduced r = reduced(a, v.sub(t, round));
        Value scale = power(v.bits(t));
        // 2^n - 1 + 2^n r in two parts, so that one rounding counts.
        Value less = v.sub(scale, 0.5);
        Value sum = v.fma(scale, r.high, less);
        Value lost = v.fma(scale, r.high, v.sub(less, sum));
        Value p = v.fma(v.polynomial(r.high, EXP), v.mul(r.high, r.high), r.low);
        Value y = v.mul(v.add(sum, v.fma(scale, p, lost)), 2);
        return v.choose(v.test("LT", v.abs(x), TINY), x, y);
    }

    @Override
    public Value log(Value x) {
        return log(x, null);
    }

    @Override
    public Split split(Value x) {
        Value tiny = v.test("LT", x, Double.MIN_NORMAL);
        Value y = v.choose(tiny, v.mul(x, 0x1p54), x);
        Value bits = v.whole("add", v.bits(y), ONE - SQRT_HALF);
        Value exponent = v.whole("or", v.shift("LSHR", bits, MANTISSA_BITS), Double.doubleToRawLongBits(WHOLE));
        Value n = v.sub(v.elements(exponent), WHOLE + BIAS);
        Value f = v.sub(v.elements(v.whole("add", v.whole("and", bits, MANTISSA), SQRT_HALF)), 1);
        return new Split(v.choose(tiny, v.sub(n, 54), n), f);
    }

    /** The logarithm of {@code x + e}, where {@code e} is less than half a unit in the last place, or nothing. */
    private Value log(Value x, @Nullable Value e) {
        Split split = split(x);
        Value n = split.exponent();
        Value f = split.fraction();
        Value s = v.div(f, v.add(f, 2));
        Value z = v.mul(s, s);
        Value half = v.mul(v.mul(f, f), 0.5);
        Value low = v.mul(n, LN2_SHORT_REST);
        low = e == null ? low : v.add(low, v.div(e, x));
        low = v.fma(s, v.fma(v.polynomial(z, LOG), z, half), low);
        Value r = v.fma(n, LN2_SHORT, v.sub(f, v.sub(half, low)));
        // What lies outside: log 0 is -∞, of negative numbers NaN; ∞ and NaN stay.
        r = v.choose(v.test("LT", x, Double.POSITIVE_INFINITY), r, x);
        r = v.choose(v.test("EQ", x, 0), Double.NEGATIVE_INFINITY, r);
        return v.choose(v.test("LT", x, 0), Double.NaN, r);
    }

    @Override
    public Value log1p(Value x) {
        Value u = v.add(x, 1);
        Value back = v.sub(u, 1);
        // What the sum has lost, exactly.
        Value e = v.add(v.sub(v.number(1), v.sub(u, back)), v.sub(x, back));
        Value y = log(u, e);
        return v.choose(v.test("LT", v.abs(x), TINY), x, y);
    }

    @Override
    public Value tanh(Value x) {
        Value a = v.abs(x);
        a = v.choose(v.test("GT", a, TANH_END), TANH_END, a);
        Value t = expm1(v.add(a, a));
        return v.withSign(v.div(t, v.add(t, 2)), x);
    }

    @Override
    public Value erf(Value x) {
        Value a = v.abs(x);
        Value far = v.withSign(v.sub(v.number(1), tail(a)), x);
        return v.choose(v.test("LT", a, 1), near(x), far);
    }

    @Override
    public Value erfc(Value x) {
        Value a = v.abs(x);
        Value tail = tail(a);
        Value inner = v.choose(v.test("LT", a, 1), v.sub(v.number(1), near(x)), v.sub(v.number(2), tail));
        return v.choose(v.test("LT", x, 0.5), inner, tail);
    }

    /** The error function of less than 1. */
    private Value near(Value x) {
        return v.fma(x, v.polynomial(v.mul(x, x), NEAR), x);
    }

    /** {@code 1 - erf(a)} from 0.5 on; its tail keeps its digits, which costs two divisions. */
    private Value tail(Value a) {
        Value square = v.mul(a, a);
        Value exp = exp(v.neg(square));
        // How much e^(-a²) is off for the rounding of a² that it was computed from.
        Value lost = v.fma(a, a, v.neg(square));
        Value q = v.div(v.sub(a, TAIL_CENTRE), v.add(a, TAIL_CENTRE));
        Value p = v.polynomial(q, TAIL);
        Value r = v.div(v.mul(v.sub(exp, v.mul(exp, lost)), p), v.fma(a, 2, 1));
        return v.choose(v.test("GT", a, TAIL_END), 0, r);
    }
}

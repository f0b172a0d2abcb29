package dev.adjoint.kernel.vector;

/**
 * Elementary functions in float, one number at a time: the definition, bit for bit, of what the vector loops compute.
 *
 * <p>Own polynomials, of sums, products and fused multiply-adds, each of which has one correct rounding: results must not
 * depend on when a loop has been compiled, on the number of threads or on the processor. Errors in units in the last place:
 * exp 1, log 0.8, log1p 1.5, expm1 1.9, tanh 4.3, sigmoid 2.2, erf 4.8, erfc 3.9; a test measures them. Coefficients, the
 * highest power first, were computed for this file with forty digits: interpolations at Chebyshev nodes, and least
 * relative errors for quotients.
 */
final class FloatMath {

    /** Adding and taking away this rounds to a whole number, which then stands in the lowest bits. */
    static final float ROUND_WHOLE = 0x1.8p23f;

    /** The same, and the number stands there with twice the offset of an exponent. */
    static final float ROUND = ROUND_WHOLE + 254;

    static final float LOG2_E = 1.442695f;
    /** The logarithm of 2 in two parts; the first has so few bits that its multiples are exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** Beyond these, {@code e^x} is infinite, and zero. */
    static final float EXP_MAX = 89f;

    static final float EXP_MIN = -104f;
    /** {@code (e^x - 1 - x) / x²}. */
    static final float[] EXP = {
        0.00019891247211489826f,
        0.0013933881418779492f,
        0.00833331048488617f,
        0.041666463017463684f,
        0.1666666716337204f,
        0.5f
    };

    static final int SQRT_HALF_BITS = 0x3f3504f3;
    static final int MANTISSA = 0x007fffff;
    /** {@code (log(1 + x) - x + x² / 2) / x³}. */
    static final float[] LOG = {
        0.06971611827611923f,
        -0.11479733884334564f,
        0.11685419827699661f,
        -0.12425687164068222f,
        0.14249058067798615f,
        -0.1666780263185501f,
        0.20000715553760529f,
        -0.2499999701976776f,
        0.3333333134651184f
    };

    /** Where the hyperbolic tangent is 1 as a float; below, it is {@code x P(x²) / Q(x²)}. */
    static final float TANH_END = 9f;

    static final float[] TANH_P = {
        -1.2244756424084624e-11f,
        3.0640840975593164e-08f,
        2.8030732210027054e-05f,
        0.00386948324739933f,
        0.136808380484581f,
        1f
    };
    static final float[] TANH_Q = {
        1.2889906884083757e-06f, 0.00039406667929142714f, 0.027250070124864578f, 0.4701417088508606f, 1
    };

    /** Where the error function is 1 as a float; below, it is {@code x P(x²) / Q(x²)}. */
    static final float ERF_END = 3.92f;

    static final float[] ERF_P = {
        -1.2790988712652052e-08f,
        4.607370556186652e-06f,
        0.00037669739685952663f,
        0.0038388301618397236f,
        0.054243747144937515f,
        0.18514549732208252f,
        1.128379225730896f
    };
    static final float[] ERF_Q = {
        6.238147034309804e-05f,
        0.001301483833231032f,
        0.015430254861712456f,
        0.11387656629085541f,
        0.49741432070732117f,
        1
    };
    /** {@code (erf(x) - x) / x} in x², below 1. */
    static final float[] ERF_NEAR = {
        -9.667044650996104e-06f,
        0.00011265958892181516f,
        -0.0008484080317430198f,
        0.005221031606197357f,
        -0.026865430176258087f,
        0.11283782124519348f,
        -0.37612637877464294f,
        0.12837916612625122f
    };

    /** {@code (1 + 2x) e^(x²) erfc(x)} in {@code (x - 2.5) / (x + 2.5)}, from 0.5 to 10.2. */
    static final float[] TAIL = {
        0.0005504108848981559f,
        0.00041503689135424793f,
        -0.004362685140222311f,
        0.0009559810278005898f,
        0.03275980055332184f,
        -0.10297016054391861f,
        0.1576298177242279f,
        -0.09902440011501312f,
        -0.12235675752162933f,
        1.2648382186889648f
    };

    static final float TAIL_CENTRE = 2.5f;
    /** Where the tail of the error function is below every float. */
    static final float TAIL_END = 10.1f;

    private FloatMath() {}

    private static float polynomial(float x, float[] coefficients) {
        float p = coefficients[0];
        for (int i = 1; i < coefficients.length; i++) {
            p = Math.fma(p, x, coefficients[i]);
        }
        return p;
    }

    /** {@code e^x}. */
    static float exp(float x) {
        float t = Math.fma(x, LOG2_E, ROUND);
        float n = t - ROUND;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = polynomial(r, EXP);
        p = Math.fma(p, r * r, r) + 1;
        // Two factors, since 2^n itself may be out of range where the result is not. The shift drops what is above n.
        int bits = Float.floatToRawIntBits(t);
        int half = bits >>> 1;
        float y = p * Float.intBitsToFloat(half << 23) * Float.intBitsToFloat(bits - half << 23);
        y = x > EXP_MAX ? Float.POSITIVE_INFINITY : y;
        return x < EXP_MIN ? 0 : y;
    }

    /** The natural logarithm. */
    static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        float y = tiny ? x * 0x1p23f : x;
        int bits = Float.floatToRawIntBits(y) - SQRT_HALF_BITS;
        float n = (bits >> 23) - (tiny ? 23f : 0f);
        float f = Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS) - 1;
        float p = polynomial(f, LOG);
        float z = f * f;
        float r = Math.fma(f * z, p, n * LN2_LOW);
        r = Math.fma(n, LN2_HIGH, Math.fma(z, -0.5f, r) + f);
        // What lies outside: log 0 is -∞, of negative numbers NaN; ∞ and NaN stay.
        r = x < Float.POSITIVE_INFINITY ? r : x;
        r = x == 0 ? Float.NEGATIVE_INFINITY : r;
        return x < 0 ? Float.NaN : r;
    }

    /** {@code log(1 + x)}: the logarithm of the rounded sum, less what the sum has lost. */
    static float log1p(float x) {
        float u = 1 + x;
        float log = log(u);
        float lost = ((u - 1) - x) / u;
        return Float.isNaN(lost) ? log : log - lost;
    }

    /** {@code e^x - 1}. */
    static float expm1(float x) {
        float p = polynomial(x, EXP);
        p = Math.fma(p, x * x, x);
        return Math.abs(x) < 0.5f ? p : exp(x) - 1;
    }

    /** The hyperbolic tangent. */
    static float tanh(float x) {
        float a = x > TANH_END ? TANH_END : x;
        a = a < -TANH_END ? -TANH_END : a;
        float s = a * a;
        float p = polynomial(s, TANH_P);
        float q = polynomial(s, TANH_Q);
        return a * p / q;
    }

    /** The logistic function. */
    static float sigmoid(float x) {
        float exp = exp(-Math.abs(x));
        return (x < 0 ? exp : 1) / (1 + exp);
    }

    /** {@code log(1 + e^x)}. */
    static float softplus(float x) {
        return Math.max(x, 0f) + log1p(exp(-Math.abs(x)));
    }

    /** The error function. */
    static float erf(float x) {
        float a = x > ERF_END ? ERF_END : x;
        a = a < -ERF_END ? -ERF_END : a;
        float s = a * a;
        float p = polynomial(s, ERF_P);
        float q = polynomial(s, ERF_Q);
        return a * p / q;
    }

    /** {@code 1 - erf(x)}; its tail keeps its digits, which costs two divisions. */
    static float erfc(float x) {
        float a = Math.abs(x);
        float tail = tail(a);
        float inner = a < 1 ? 1 - near(x) : 2 - tail;
        return x < 0.5f ? inner : tail;
    }

    private static float near(float x) {
        float s = x * x;
        float p = polynomial(s, ERF_NEAR);
        return Math.fma(x, p, x);
    }

    private static float tail(float a) {
        float exp = exp(-(a * a));
        // How much e^(-x²) is off for the rounding of x² that it was computed from.
        float lost = Math.fma(a, a, -(a * a));
        float q = (a - TAIL_CENTRE) / (a + TAIL_CENTRE);
        float p = polynomial(q, TAIL);
        float r = (exp - exp * lost) * p / Math.fma(a, 2f, 1f);
        return a > TAIL_END ? 0 : r;
    }
}

package dev.adjoint.kernel.vector;

/**
 * Elementary functions in float, one number at a time: the definition, bit for bit, of what the vector loops compute.
 *
 * <p>Own polynomials, of plain products and sums only, because results must not depend on when a loop has been compiled,
 * on the number of threads, or on whether the machine has fused multiply-add: a scalar loop, a vector loop and every
 * processor agree. Each function is within four units in the last place (measured over all floats). The coefficients
 * are interpolations at Chebyshev nodes, computed for this file with forty digits.
 *
 * <p>Functions that need an exponential take it as their second argument: a program computes it in a step of its own.
 */
final class FloatMath {

    /** Adding and taking away this rounds to a whole number, which then stands in the lowest bits. */
    static final float ROUND = 0x1.8p23f;

    static final float LOG2_E = 1.442695f;
    /** The logarithm of 2 in two parts; the first has so few bits that its multiples are exact. */
    static final float LN2_HIGH = 0.693359375f;

    static final float LN2_LOW = -2.12194440e-4f;
    /** Beyond these, {@code e^x} is infinite, and zero. */
    static final float EXP_MAX = 89f;

    static final float EXP_MIN = -104f;

    static final float E2 = 0.5f;
    static final float E3 = 0.1666666716337204f;
    static final float E4 = 0.041666463017463684f;
    static final float E5 = 0.00833331048488617f;
    static final float E6 = 0.0013933881418779492f;
    static final float E7 = 0.00019891247211489826f;

    static final int SQRT_HALF_BITS = 0x3f3504f3;
    static final int MANTISSA = 0x007fffff;
    static final float L3 = 0.3333333134651184f;
    static final float L4 = -0.2499999701976776f;
    static final float L5 = 0.20000715553760529f;
    static final float L6 = -0.1666780263185501f;
    static final float L7 = 0.14249058067798615f;
    static final float L8 = -0.12425687164068222f;
    static final float L9 = 0.11685419827699661f;
    static final float L10 = -0.11479733884334564f;
    static final float L11 = 0.06971611827611923f;

    /** Up to here the hyperbolic tangent is a polynomial. */
    static final float TANH_NEAR = 0.67f;

    static final float H3 = -0.3333333432674408f;
    static final float H5 = 0.133332759141922f;
    static final float H7 = -0.05395336449146271f;
    static final float H9 = 0.021724475547671318f;
    static final float H11 = -0.008208840154111385f;
    static final float H13 = 0.0021503702737390995f;

    static final float G1 = 0.12837916612625122f;
    static final float G3 = -0.37612637877464294f;
    static final float G5 = 0.11283782124519348f;
    static final float G7 = -0.026865430176258087f;
    static final float G9 = 0.005221031606197357f;
    static final float G11 = -0.0008484080317430198f;
    static final float G13 = 0.00011265958892181516f;
    static final float G15 = -9.667044650996104e-06f;

    /** {@code (1 + 2x) e^(x²) erfc(x)} in {@code (x - 2.5) / (x + 2.5)}, from 0.5 to 10.2. */
    static final float T0 = 1.2648382186889648f;

    static final float T1 = -0.12235675752162933f;
    static final float T2 = -0.09902440011501312f;
    static final float T3 = 0.1576298177242279f;
    static final float T4 = -0.10297016054391861f;
    static final float T5 = 0.03275980055332184f;
    static final float T6 = 0.0009559810278005898f;
    static final float T7 = -0.004362685140222311f;
    static final float T8 = 0.00041503689135424793f;
    static final float T9 = 0.0005504108848981559f;
    static final float TAIL_CENTRE = 2.5f;
    /** Where the tail of the error function is below every float. */
    static final float TAIL_END = 10.1f;
    /** Clears the lower half of a mantissa, so that squares are exact. */
    static final int UPPER = 0xfffff000;

    private FloatMath() {}

    static float exp(float x) {
        float t = x * LOG2_E + ROUND;
        float n = t - ROUND;
        float r = (x - n * LN2_HIGH) - n * LN2_LOW;
        float p = (((((E7 * r + E6) * r + E5) * r + E4) * r + E3) * r + E2) * (r * r) + r + 1;
        // Two factors, since 2^n itself may be out of range where the result is not.
        int bits = Float.floatToRawIntBits(t) - Float.floatToRawIntBits(ROUND);
        int half = bits >> 1;
        float y = p * power(half) * power(bits - half);
        y = x > EXP_MAX ? Float.POSITIVE_INFINITY : y;
        return x < EXP_MIN ? 0 : y;
    }

    private static float power(int n) {
        return Float.intBitsToFloat((n + 127) << 23);
    }

    static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        float y = tiny ? x * 0x1p23f : x;
        int bits = Float.floatToRawIntBits(y) - SQRT_HALF_BITS;
        float n = (bits >> 23) - (tiny ? 23f : 0f);
        float f = Float.intBitsToFloat((bits & MANTISSA) + SQRT_HALF_BITS) - 1;
        float p = (((((((L11 * f + L10) * f + L9) * f + L8) * f + L7) * f + L6) * f + L5) * f + L4) * f + L3;
        float z = f * f;
        float r = n * LN2_LOW + f * z * p - 0.5f * z + f + n * LN2_HIGH;
        // What lies outside: log 0 is -∞, of negative numbers NaN; ∞ and NaN stay.
        r = x < Float.POSITIVE_INFINITY ? r : x;
        r = x == 0 ? Float.NEGATIVE_INFINITY : r;
        return x < 0 ? Float.NaN : r;
    }

    /** {@code log(1 + x)}, given {@code log(1 + x)} of the rounded sum: puts back what the sum has lost. */
    static float log1p(float x, float log) {
        float u = 1 + x;
        float lost = ((u - 1) - x) / u;
        return Float.isNaN(lost) ? log : log - lost;
    }

    /** {@code e^x - 1}, given {@code e^x}. */
    static float expm1(float x, float exp) {
        float p = (((((E7 * x + E6) * x + E5) * x + E4) * x + E3) * x + E2) * (x * x) + x;
        return Math.abs(x) < 0.5f ? p : exp - 1;
    }

    /** The hyperbolic tangent, given {@code e^(-2|x|)}. */
    static float tanh(float x, float exp) {
        float s = x * x;
        float near = x + x * s * (((((H13 * s + H11) * s + H9) * s + H7) * s + H5) * s + H3);
        float far = (1 - exp) / (1 + exp);
        return Math.abs(x) < TANH_NEAR ? near : x < 0 ? -far : far;
    }

    /** The logistic function, given {@code e^-|x|}. */
    static float sigmoid(float x, float exp) {
        return (x < 0 ? exp : 1) / (1 + exp);
    }

    /** The error function, given {@code e^(-x²)}. */
    static float erf(float x, float exp) {
        float a = Math.abs(x);
        float far = 1 - tail(a, exp);
        return a < 1 ? near(x) : x < 0 ? -far : far;
    }

    /** {@code 1 - erf(x)}, given {@code e^(-x²)}. */
    static float erfc(float x, float exp) {
        float a = Math.abs(x);
        float tail = tail(a, exp);
        float inner = a < 1 ? 1 - near(x) : 2 - tail;
        return x < 0.5f ? inner : tail;
    }

    private static float near(float x) {
        float s = x * x;
        return x + x * (((((((G15 * s + G13) * s + G11) * s + G9) * s + G7) * s + G5) * s + G3) * s + G1);
    }

    private static float tail(float a, float exp) {
        float high = Float.intBitsToFloat(Float.floatToRawIntBits(a) & UPPER);
        float low = a - high;
        // How much e^(-x²) is off for the rounding of x² that it was computed from.
        float lost = ((high * high - a * a) + 2 * high * low) + low * low;
        float q = (a - TAIL_CENTRE) / (a + TAIL_CENTRE);
        float p = ((((((((T9 * q + T8) * q + T7) * q + T6) * q + T5) * q + T4) * q + T3) * q + T2) * q + T1) * q + T0;
        float r = (exp - exp * lost) * p / (1 + 2 * a);
        return a > TAIL_END ? 0 : r;
    }
}

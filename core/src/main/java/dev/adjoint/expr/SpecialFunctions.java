package dev.adjoint.expr;

/**
 * Scalar functions that {@link Math} lacks, in forms that neither overflow nor cancel.
 */
public final class SpecialFunctions {

    /** Beyond this, {@code x² + 1} rounds to {@code x²} and only its logarithm counts. */
    private static final double HUGE = 0x1p28;

    private static final double LOG_2 = 0.6931471805599453;
    private static final double SQRT_2 = 1.4142135623730951;

    private SpecialFunctions() {}

    /**
     * The logistic function {@code 1 / (1 + e^-x)}, computed with the exponential that cannot overflow.
     *
     * @param x any number
     * @return a number in [0, 1], with full relative precision near 0; NaN for NaN
     */
    public static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /**
     * {@code log(1 + e^x)} as {@code max(x, 0) + log1p(e^-|x|)}.
     *
     * @param x any number
     * @return a positive number, or 0 where it underflows; NaN for NaN
     */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /**
     * The inverse hyperbolic sine.
     *
     * @param x any number
     * @return the number whose hyperbolic sine is x
     */
    public static double asinh(double x) {
        double a = Math.abs(x);
        // log(a + sqrt(a² + 1)), its argument less one written without cancellation.
        double y = a > HUGE ? Math.log(a) + LOG_2 : Math.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(y, x);
    }

    /**
     * The inverse hyperbolic cosine.
     *
     * @param x a number of at least 1
     * @return the number whose hyperbolic cosine is x and that is not negative; NaN below 1
     */
    public static double acosh(double x) {
        double t = x - 1;
        if (x < 1) {
            return Double.NaN;
        }
        return x > HUGE ? Math.log(x) + LOG_2 : Math.log1p(t + Math.sqrt(2 * t + t * t));
    }

    /**
     * The inverse hyperbolic tangent.
     *
     * @param x a number in [-1, 1]
     * @return the number whose hyperbolic tangent is x, infinite at the ends; NaN outside
     */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }

    /**
     * The floored remainder.
     *
     * @param x the dividend
     * @param y the divisor
     * @return {@code x - y * floor(x / y)}, of the sign of y; NaN if y is zero
     */
    public static double mod(double x, double y) {
        double r = x % y;
        return r != 0 && (r < 0) != (y < 0) ? r + y : r;
    }

    /**
     * The floored quotient, of the exact quotient: {@code floor(x / y)} would round {@code x / y} up to a whole number
     * first, and then not be what goes with {@link #mod(double, double)}.
     *
     * @param x the dividend
     * @param y the divisor
     * @return the whole number q with {@code x = q * y + mod(x, y)}; infinite or NaN if y is zero
     */
    public static double floorDiv(double x, double y) {
        double r = x % y;
        if (y == 0) {
            return x / y;
        }
        double q = (x - r) / y;
        if (r != 0 && (r < 0) != (y < 0)) {
            q -= 1;
        }
        return q == 0 ? Math.copySign(0, x / y) : Math.rint(q);
    }

    /**
     * The floored remainder of integers.
     *
     * @param x the dividend
     * @param y the divisor
     * @return {@code x - y * floor(x / y)}, of the sign of y
     * @throws ArithmeticException if y is zero
     */
    public static long mod(long x, long y) {
        if (y == 0) {
            throw new ArithmeticException(
                    "mod: the divisor is zero: mod(" + x + ", 0). Select another divisor where it is zero.");
        }
        return Math.floorMod(x, y);
    }

    /**
     * The floored quotient of integers.
     *
     * @param x the dividend
     * @param y the divisor
     * @return the greatest whole number that is not above the quotient
     * @throws ArithmeticException if y is zero
     */
    public static long floorDiv(long x, long y) {
        if (y == 0) {
            throw new ArithmeticException(
                    "floorDiv: the divisor is zero: floorDiv(" + x + ", 0). Select another divisor where it is zero.");
        }
        return Math.floorDiv(x, y);
    }

    /**
     * The logarithm to the base 2: the exponent, plus the logarithm of what is left of the number without it.
     *
     * @param x any number
     * @return the logarithm, exact for powers of two; NaN below 0
     */
    public static double log2(double x) {
        if (!(x >= Double.MIN_NORMAL && x <= Double.MAX_VALUE)) {
            // A tiny number is scaled up by a power of two, so that it has a whole exponent.
            return x > 0 && x < Double.MIN_NORMAL ? log2(x * 0x1p54) - 54 : Math.log(x);
        }
        int exponent = Math.getExponent(x);
        double rest = Math.scalb(x, -exponent);
        // Just below a power of two the sum would cancel.
        return rest > SQRT_2 ? exponent + 1 + Math.log(rest / 2) / LOG_2 : exponent + Math.log(rest) / LOG_2;
    }

    /**
     * An integer power by squaring, wrapping around as integer products do.
     *
     * @param x the base
     * @param n the exponent
     * @return x to the n, truncated to a whole number where n is negative (so 0 unless x is 1 or -1)
     */
    public static long pow(long x, long n) {
        if (n < 0) {
            return x == 1 ? 1 : x == -1 ? ((n & 1) == 0 ? 1 : -1) : 0;
        }
        long y = 1;
        long square = x;
        for (long rest = n; rest != 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                y *= square;
            }
            square *= square;
        }
        return y;
    }
}

package dev.adjoint.expr;

/**
 * Scalar functions that {@link Math} lacks, in forms that neither overflow nor cancel.
 */
public final class SpecialFunctions {

    /** Beyond this, {@code x² + 1} rounds to {@code x²} and only its logarithm counts. */
    private static final double HUGE = 0x1p28;

    private static final double LOG_2 = 0.6931471805599453;

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

package dev.adjoint.expr;

/**
 * The error function and its complement in double, within three units in the last place.
 *
 * <p>Up to 1 a Chebyshev series of {@code erf(x) / x} in {@code x²}; beyond, {@code e^(-x²)} times a series of
 * {@code (1 + 2x) e^(x²) erfc(x)} in {@code (x - 3.75) / (x + 3.75)}, a form of Shepherd and Laframboise (1981) that
 * covers all positive numbers at once. The coefficients were computed for this file with fifty digits.
 */
final class ErrorFunction {

    /** {@code erf(x) / x - 1} over 0 to 1, in {@code 2x² - 1}. */
    private static final double[] NEAR = {
        -0.024523060617345903,
        -0.14226120510371365,
        0.010035582187599796,
        -0.0005768764699767485,
        2.741993125219606E-5,
        -1.1043175507344507E-6,
        3.8488755420345036E-8,
        -1.1808582533875466E-9,
        3.2334215826050907E-11,
        -7.991015947004549E-13,
        1.7990725113961456E-14,
        -3.718635487818693E-16,
        7.103599003714253E-18
    };

    /** {@code (1 + 2x) e^(x²) erfc(x)} over all positive numbers. */
    private static final double[] TAIL = {
        1.1775789345674017,
        -0.004590054580646478,
        -0.08424913336651792,
        0.05920993999819189,
        -0.026658668435305753,
        0.009074997670705265,
        -0.002413163540417608,
        0.0004907758365258086,
        -6.916973302501207E-5,
        4.13902798607301E-6,
        7.74038306619849E-7,
        -2.1886401049234397E-7,
        1.076499946567091E-8,
        4.521959811218287E-9,
        -7.754400208831351E-10,
        -6.318088340886684E-11,
        2.86879501093067E-11,
        1.9455868545777347E-13,
        -9.65469674843344E-13,
        3.25254814814874E-14,
        3.3478119482868056E-14,
        -1.864562880419313E-15,
        -1.2507950530688648E-15,
        7.418235256624044E-17,
        5.068148904796111E-17,
        -2.2370566594359995E-18,
        -2.187342944303018E-18
    };

    /** Where the tail is smaller than any double. */
    private static final double VANISHES = 27.3;

    private ErrorFunction() {}

    static double erf(double x) {
        double a = Math.abs(x);
        if (a <= 1) {
            return x + x * Chebyshev.sum(NEAR, 2 * a * a - 1);
        }
        return Math.copySign(1 - tail(a), x);
    }

    static double erfc(double x) {
        if (x < 0.5) {
            return x < -1 ? 2 - tail(-x) : 1 - erf(x);
        }
        return tail(x);
    }

    /** {@code erfc(x)} for positive numbers; NaN for NaN. */
    private static double tail(double x) {
        if (x > VANISHES) {
            return 0;
        }
        // The rounding error of the square counts: e^-x² is x² times as sensitive as x² is.
        double square = x * x;
        double rest = Math.fma(x, x, -square);
        double e = Math.exp(-square);
        return (e - e * rest) * Chebyshev.sum(TAIL, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
    }
}

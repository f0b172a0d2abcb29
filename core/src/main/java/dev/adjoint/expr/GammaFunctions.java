package dev.adjoint.expr;

/**
 * The logarithm of the gamma function and its derivatives in double.
 *
 * <p>Around the zeros of each function a series with the zero as a factor, so the relative error stays below four units
 * in the last place there; recurrences lead there from nearby, asymptotic series serve large arguments, reflection
 * negative ones (where zeros are met with an absolute error only). The coefficients were computed for this file with
 * fifty digits; the asymptotic ones are Bernoulli numbers.
 */
final class GammaFunctions {

    /** {@code lgamma(1 + z) / z} over z from -1/2 to 1/2, in 2z. */
    private static final double[] ONE = {
        -0.633011426275031,
        0.4405675574678963,
        -0.057857409449912446,
        0.010513973690267811,
        -0.002163989092091715,
        0.0004744402338724658,
        -0.00010799644528099427,
        2.5201155299530276E-5,
        -5.986014498026819E-6,
        1.4410616180293054E-6,
        -3.5060690575761177E-7,
        8.603823016763753E-8,
        -2.126510912478688E-8,
        5.287778091463614E-9,
        -1.3217135752166157E-9,
        3.3186698554450495E-10,
        -8.365902567746219E-11,
        2.116338666160694E-11,
        -5.370507653794381E-12,
        1.3666688100545857E-12,
        -3.486660039885161E-13,
        8.915622432767707E-14,
        -2.28454959350908E-14,
        5.86514671522212E-15,
        -1.5084071183968602E-15,
        3.885614648428306E-16,
        -1.0024188186640361E-16,
        2.5896418565384152E-17,
        -6.69867474095857E-18,
        1.7348373407131055E-18
    };

    /** {@code lgamma(2 + z) / z} over z from -1/2 to 1/2, in 2z. */
    private static final double[] TWO = {
        0.41418612492156676,
        0.16322170068760064,
        -0.008658972394126285,
        0.0006727515726001485,
        -6.139556963628233E-5,
        6.110065797003576E-6,
        -6.410003033826223E-7,
        6.962242692768951E-8,
        -7.747248733788217E-9,
        8.774075140687239E-10,
        -1.0070266869830198E-10,
        1.1678602130652374E-11,
        -1.3656871334744932E-12,
        1.6079351149711552E-13,
        -1.9039501088488732E-14,
        2.2653768767833064E-15,
        -2.706656814831896E-16,
        3.245660731626191E-17,
        -3.904483378457447E-18
    };

    /** {@code digamma(x) / (x - root)} over x from 1 to 2, in 2x - 3. */
    private static final double[] PSI = {
        0.983570260441567,
        -0.2270640863346444,
        0.03336889902393011,
        -0.005320077271596548,
        0.0008788656937820505,
        -0.00014773492650606044,
        2.5060543468359146E-5,
        -4.2721034029993324E-6,
        7.302769272465923E-7,
        -1.2502886813559594E-7,
        2.1425009322359472E-8,
        -3.673295918565179E-9,
        6.299717236108931E-10,
        -1.080593028883266E-10,
        1.853735192053638E-11,
        -3.18023536582553E-12,
        5.456147570322795E-13,
        -9.360993131036438E-14,
        1.606064636295075E-14,
        -2.7555431377438815E-15,
        4.727736178601912E-16,
        -8.11148420346509E-17,
        1.391707769474154E-17,
        -2.3877901082188625E-18
    };

    /** The Bernoulli numbers B2, B4, ... */
    private static final double[] BERNOULLI = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798
    };

    private static final double ROOT = 1.4616321449683622;
    private static final double ROOT_REST = 9.549995429965697E-17;
    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;
    /** Above this the asymptotic series are exact. */
    private static final double LARGE = 12;
    /** So far the polygamma functions of order 2 and more are followed into the negative numbers. */
    private static final double FAR = -10_000;

    private GammaFunctions() {}

    static double lgamma(double x) {
        if (x <= 0) {
            if (x == Math.rint(x)) {
                return Double.POSITIVE_INFINITY;
            }
            // |Γ(x) Γ(1 - x)| = π / |sin πx|, the sine taken of what is left after the period.
            double sine = Math.abs(Math.sin(Math.PI * (x - Math.rint(x))));
            return Math.log(Math.PI / (sine * -x)) - lgamma(-x);
        }
        if (x < 0.5) {
            return lgamma(1 + x) - Math.log(x);
        }
        if (x < 1.5) {
            double z = x - 1;
            return z * Chebyshev.sum(ONE, 2 * z);
        }
        if (x < LARGE) {
            double product = 1;
            double y = x;
            while (y >= 2.5) {
                y -= 1;
                product *= y;
            }
            double z = y - 2;
            return Math.log(product) + z * Chebyshev.sum(TWO, 2 * z);
        }
        double series = 0;
        double square = 1 / x / x;
        for (int k = BERNOULLI.length; k > 0; k--) {
            series = series * square + BERNOULLI[k - 1] / (2 * k * (2 * k - 1));
        }
        double log = Math.log(x);
        // Factored, so that it neither overflows early nor turns infinity into NaN.
        return x * (log - 1) - 0.5 * log + HALF_LOG_TWO_PI + series / x;
    }

    static double digamma(double x) {
        if (x <= 0) {
            if (x == Math.rint(x)) {
                return Double.NaN;
            }
            return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.rint(x)));
        }
        if (x >= LARGE) {
            double series = 0;
            double square = 1 / x / x;
            for (int k = BERNOULLI.length; k > 0; k--) {
                series = series * square + BERNOULLI[k - 1] / (2 * k);
            }
            return Math.log(x) - 0.5 / x - series * square;
        }
        double shift = 0;
        double y = x;
        for (; y > 2; shift += 1 / y) {
            y -= 1;
        }
        for (; y < 1; y += 1) {
            shift -= 1 / y;
        }
        return (y - ROOT - ROOT_REST) * Chebyshev.sum(PSI, 2 * y - 3) + shift;
    }

    /**
     * The derivative of order n of digamma, by the sum {@code (-1)^(n+1) n! Σ 1/(x+k)^(n+1)} and Euler-Maclaurin for its
     * tail.
     */
    static double polygamma(double n, double x) {
        if (n == 0) {
            return digamma(x);
        }
        if (n < 0 || n != Math.rint(n) || n > 100 || Double.isNaN(x)) {
            return Double.NaN;
        }
        if (x <= 0 && x == Math.rint(x)) {
            return n % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        if (n == 1 && x < 0) {
            double ratio = Math.PI / Math.sin(Math.PI * (x - Math.rint(x)));
            return ratio * ratio - polygamma(1, 1 - x);
        }
        if (x < FAR) {
            return Double.NaN;
        }
        double sum = 0;
        double y = x;
        for (; y < LARGE + n; y += 1) {
            sum += Math.pow(y, -n - 1);
        }
        double power = Math.pow(y, -n);
        sum += power / n + 0.5 * power / y;
        double factor = power * (n + 1) / 2 / (y * y);
        for (int k = 1; k <= BERNOULLI.length; k++) {
            sum += BERNOULLI[k - 1] * factor;
            factor *= (n + 2 * k) * (n + 2 * k + 1) / ((2 * k + 1) * (2 * k + 2)) / (y * y);
        }
        for (int k = 2; k <= n; k++) {
            sum *= k;
        }
        return n % 2 == 0 ? -sum : sum;
    }
}

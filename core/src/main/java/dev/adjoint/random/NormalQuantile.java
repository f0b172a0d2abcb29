package dev.adjoint.random;

/**
 * The inverse of the standard normal distribution function, to about 16 digits.
 *
 * <p>One uniform number gives one normal number, so that a normal draw too is a function of its index alone. It takes
 * rational functions, a correctly rounded square root and {@code StrictMath.log}, all of which give the same bits on
 * every machine. Source: Wichura, <i>Algorithm AS 241: the percentage points of the normal distribution</i>, Applied
 * Statistics 37, 1988 (PPND16).
 */
final class NormalQuantile {
    /** Half the width of the middle part, which holds 85 % of all draws and takes no logarithm. */
    private static final double MIDDLE = 0.425;

    /** Where the far tail begins, in sqrt(-log p); about one draw in 10^11. */
    private static final double FAR = 5;

    private static final double[] MIDDLE_TOP = {
        2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
        1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080
    };
    private static final double[] MIDDLE_BOTTOM = {
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1
    };
    private static final double[] NEAR_TOP = {
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258,
        3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734
    };
    private static final double[] NEAR_BOTTOM = {
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940,
        2.05319162663775882187,
        1
    };
    private static final double[] FAR_TOP = {
        2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
        2.96560571828504891230e-1, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720
    };
    private static final double[] FAR_BOTTOM = {
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1
    };

    private NormalQuantile() {}

    /** The value that a standard normal variable stays below with probability {@code p}, 0 &lt; p &lt; 1. */
    static double at(double p) {
        double fromCentre = p - 0.5;
        if (Math.abs(fromCentre) <= MIDDLE) {
            double r = MIDDLE * MIDDLE - fromCentre * fromCentre;
            return fromCentre * polynomial(MIDDLE_TOP, r) / polynomial(MIDDLE_BOTTOM, r);
        }
        double r = Math.sqrt(-StrictMath.log(fromCentre < 0 ? p : 1 - p));
        double tail = r <= FAR
                ? polynomial(NEAR_TOP, r - 1.6) / polynomial(NEAR_BOTTOM, r - 1.6)
                : polynomial(FAR_TOP, r - FAR) / polynomial(FAR_BOTTOM, r - FAR);
        return fromCentre < 0 ? -tail : tail;
    }

    /** Horner's rule, highest power first, spelt out because this is the inner loop of every normal draw. */
    private static double polynomial(double[] c, double x) {
        return ((((((c[0] * x + c[1]) * x + c[2]) * x + c[3]) * x + c[4]) * x + c[5]) * x + c[6]) * x + c[7];
    }
}

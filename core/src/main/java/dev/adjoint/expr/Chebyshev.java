package dev.adjoint.expr;

/** Chebyshev series: well conditioned on [-1, 1], so their coefficients can be given in double. */
final class Chebyshev {

    private Chebyshev() {}

    /**
     * The value of a series by Clenshaw's recurrence.
     *
     * @param c the coefficients of T0, T1, ...
     * @param t a point in [-1, 1]
     */
    static double sum(double[] c, double t) {
        double twice = 2 * t;
        double b = 0;
        double last = 0;
        for (int k = c.length - 1; k > 0; k--) {
            double next = twice * b - last + c[k];
            last = b;
            b = next;
        }
        return t * b - last + c[0];
    }
}

package dev.adjoint.diff;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.random.Draw;
import dev.adjoint.shape.DType;
import java.util.function.UnaryOperator;

/**
 * Compares the derivatives of a function with central differences, along one seeded random direction {@code v} and
 * weighed by one seeded upstream gradient {@code ȳ}: a wrong rule shows on almost every one of them, and the cost does
 * not grow with the number of inputs.
 *
 * <pre>{@code
 * GradientCheck.of(x -> x.sin().sum()).at(Tensor.of(0.3, 1.2));
 * }</pre>
 *
 * <p>Order 1: {@code J v} by forward mode, {@code Jᵀ ȳ} by reverse mode. Order 2: the derivative of {@code Jᵀ ȳ} along
 * {@code v} by all four nestings of the two modes. All in float64; each difference is taken with two steps and
 * extrapolated, and how much the two disagree tells how far the numeric value can be trusted.
 *
 * @param function what is checked; its value may have any floating shape
 * @param order 1, or 2 for the second derivatives as well
 * @param seed which direction and which upstream gradient
 * @param tolerance the greatest error allowed, relative to the greatest number in the derivative
 * @param step the greater of the two steps
 */
public record GradientCheck(UnaryOperator<Tensor> function, int order, long seed, double tolerance, double step) {

    /** Refuses orders that it does not know. */
    public GradientCheck {
        if (order < 1 || order > 2) {
            throw new IllegalArgumentException(
                    "gradient check: order " + order + ". Give 1 or 2; for more, check the derivative itself.");
        }
    }

    /**
     * The greatest errors found, relative to the greatest number in each derivative.
     *
     * @param forward of the tangent, by forward mode
     * @param reverse of the gradient, by reverse mode
     * @param second of the second derivatives, the worst of the four nestings; 0 if not asked for
     */
    public record Report(double forward, double reverse, double second) {}

    /**
     * A check of second order with the usual settings.
     *
     * @param function what is checked
     * @return a check, to be run by {@link #at}
     */
    public static GradientCheck of(UnaryOperator<Tensor> function) {
        return new GradientCheck(function, 2, 1, 1e-7, 2e-3);
    }

    /**
     * The same check of another order.
     *
     * @param wanted 1 or 2
     * @return a new check
     */
    public GradientCheck order(int wanted) {
        return new GradientCheck(function, wanted, seed, tolerance, step);
    }

    /**
     * The same check along another direction.
     *
     * @param wanted any number
     * @return a new check
     */
    public GradientCheck seed(long wanted) {
        return new GradientCheck(function, order, wanted, tolerance, step);
    }

    /**
     * The same check with another tolerance.
     *
     * @param wanted the greatest relative error allowed
     * @return a new check
     */
    public GradientCheck tolerance(double wanted) {
        return new GradientCheck(function, order, seed, wanted, step);
    }

    /**
     * The same check with another step: smaller where the function bends quickly.
     *
     * @param wanted the greater of the two steps
     * @return a new check
     */
    public GradientCheck step(double wanted) {
        return new GradientCheck(function, order, seed, tolerance, wanted);
    }

    /**
     * Runs the check.
     *
     * @param point where; cast to float64 if it is not
     * @return the errors, all within the tolerance
     * @throws GradientException if a derivative is wrong; the message holds mode, seed, element, both numbers and what
     *     to try next
     */
    public Report at(Tensor point) {
        Tensor x = point.detach().cast(DType.FLOAT64);
        Tensor v = random(x, 0);
        Tensor y = function.apply(x).detach();
        if (!y.dtype().isFloating()) {
            throw new GradientException("gradient check: the value is " + y.type()
                    + ", which has no derivative. Check a function with a floating value.");
        }
        Tensor weight = random(y, 1);
        double size = greatest(y);

        CentralDifference tangent = CentralDifference.of(function, x, v, step);
        double forward = compare("forward mode", Diff.jvp(function, x, v).tangent(), tangent, size);

        UnaryOperator<Tensor> gradient = at -> Diff.vjp(function, at).pullback().apply(weight);
        Tensor found = gradient.apply(x).mul(v).sum();
        double reverse = compare("reverse mode", found, tangent.along(weight), size);
        return new Report(forward, reverse, order == 1 ? 0 : second(gradient, x, v, weight, size));
    }

    private double second(UnaryOperator<Tensor> gradient, Tensor x, Tensor v, Tensor weight, double size) {
        CentralDifference bend = CentralDifference.of(gradient, x, v, step);
        double scale = Math.max(size, greatest(gradient.apply(x)));
        UnaryOperator<Tensor> tangent = at -> Diff.jvp(function, at, v).tangent();
        UnaryOperator<Tensor> slope = at -> tangent.apply(at).mul(weight).sum();
        Tensor twice = Diff.jvp(tangent, x, v).tangent().mul(weight).sum();
        double worst = compare("forward over reverse", Diff.jvp(gradient, x, v).tangent(), bend, scale);
        worst = Math.max(
                worst,
                compare("reverse over reverse", Diff.vjp(gradient, x).pullback().apply(v), bend, scale));
        worst = Math.max(worst, compare("reverse over forward", Diff.grad(slope).apply(x), bend, scale));
        return Math.max(worst, compare("forward over forward", twice, bend.along(v), scale));
    }

    /** The greatest error relative to the greatest number; what rounding alone may do to a value is forgiven. */
    private double compare(String mode, Tensor analytic, CentralDifference numeric, double size) {
        double[] found = analytic.doubles();
        double[] expected = numeric.value().doubles();
        double scale = Math.max(greatest(numeric.value()), 1e-5 * size) + Double.MIN_NORMAL;
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            double error = Math.abs(found[i] - expected[i]) / scale;
            if (!(error <= tolerance)) {
                throw new GradientException(explain(mode, i, found[i], expected[i], numeric.doubt(), error, scale));
            }
            worst = Math.max(worst, error);
        }
        return worst;
    }

    private String explain(
            String mode, int at, double analytic, double numeric, double doubt, double error, double scale) {
        String next = !Double.isFinite(numeric)
                ? "The function is not finite near the point: move the point into its domain."
                : doubt > tolerance * scale
                        ? "The two steps of the difference disagree by " + doubt + ": the function jumps or bends near"
                                + " the point. Move the point away from the kink, or take a smaller step."
                        : "The numeric value is sound, so a rule is wrong: "
                                + (mode.contains("forward") ? "jvp" : "backward")
                                + " of one of the ops inside. Check them one by one.";
        return "gradient check: " + mode + ", element " + at + ": analytic " + analytic + ", numeric " + numeric
                + ", relative error " + error + " above " + tolerance + " (seed " + seed + ", step " + step + "). "
                + next;
    }

    private Tensor random(Tensor like, int number) {
        double[] values = new double[Math.toIntExact(like.size())];
        Draw draw = new Draw(seed, number);
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 * draw.uniformDouble(i) - 1;
        }
        return Tensor.of(values, like.shape().dims()).cast(like.dtype());
    }

    private static double greatest(Tensor x) {
        double greatest = 0;
        for (double value : x.doubles()) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }
}

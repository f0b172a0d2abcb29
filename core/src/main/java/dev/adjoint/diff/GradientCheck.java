package dev.adjoint.diff;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.random.Draw;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Compares the derivatives of a function with central differences, along one seeded random direction {@code v} and
 * weighed by one seeded upstream gradient {@code ȳ}: a wrong rule shows on almost every one of them, and the cost does
 * not grow with the number of inputs.
 *
 * <pre>{@code
 * GradientCheck.of(x -> x.sin().sum()).at(Tensor.of(0.3, 1.2));
 * GradientCheck.ofAll(x -> x.get(0).matmul(x.get(1))).order(3).seed(7).at(a, b);
 * GradientCheck.of(x -> gate.apply(x)[0]).modes(GradientCheck.Mode.REVERSE).at(x);
 * }</pre>
 *
 * <p>Order 1: {@code J v} by forward mode, {@code Jᵀ ȳ} by reverse mode. Each of the two is a function of the point
 * again, and is checked in the same way for the next order: so order 2 covers all four nestings of the modes, order 3
 * all eight. It is done in float64; each difference is taken with two steps and extrapolated, and how much the two
 * disagree tells how far the numeric value can be trusted.
 *
 * @param function what is checked; its value may have any floating shape
 * @param modes which modes, forward, reverse or both
 * @param order up to which order, 1 or more; each doubles the cost
 * @param seed which direction and which upstream gradient
 * @param tolerance the greatest error allowed, relative to the greatest number in the derivative
 * @param step the greater of the two steps
 * @param coarse whether to stay in float32
 */
public record GradientCheck(
        Function<List<Tensor>, Tensor> function,
        Set<Mode> modes,
        int order,
        long seed,
        double tolerance,
        double step,
        boolean coarse) {

    /** A direction to go through the chain rule in. */
    public enum Mode {
        /** Jacobian-vector products, by the ops' {@code jvp}. */
        FORWARD("jvp"),
        /** Vector-Jacobian products, by the ops' {@code backward}. */
        REVERSE("backward");

        private final String rule;

        Mode(String rule) {
            this.rule = rule;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Refuses what would check nothing. */
    public GradientCheck {
        if (order < 1) {
            throw new IllegalArgumentException("gradient check: order " + order + ". Give 1 or more.");
        }
        if (modes.isEmpty()) {
            throw new IllegalArgumentException("gradient check: no mode. Give FORWARD, REVERSE or both.");
        }
        if (!(tolerance > 0 && step > 0)) {
            throw new IllegalArgumentException(
                    "gradient check: tolerance " + tolerance + ", step " + step + ". Give positive numbers.");
        }
        modes = Set.copyOf(modes);
    }

    /**
     * The greatest errors found, relative to the greatest number in each derivative; 0 for what was not asked for.
     *
     * @param forward of the tangent, by forward mode
     * @param reverse of the gradient, by reverse mode
     * @param second of the derivatives of order 2 and above, the worst of all nestings
     */
    public record Report(double forward, double reverse, double second) {}

    /**
     * A check of second order with the usual settings.
     *
     * @param function what is checked
     * @return a check, to be run by {@link #at}
     */
    public static GradientCheck of(UnaryOperator<Tensor> function) {
        return ofAll(points -> {
            if (points.size() != 1) {
                throw new IllegalArgumentException("gradient check: " + points.size()
                        + " points for a function of one tensor. Use ofAll for a function of several.");
            }
            return function.apply(points.getFirst());
        });
    }

    /**
     * A check of second order of a function of several tensors. Those that are not floating are constants.
     *
     * @param function what is checked; it is given as many tensors as {@link #at} is
     * @return a check, to be run by {@link #at}
     */
    public static GradientCheck ofAll(Function<List<Tensor>, Tensor> function) {
        return new GradientCheck(function, EnumSet.allOf(Mode.class), 2, 1, 1e-7, 1.5e-3, false);
    }

    /**
     * The same check in some modes only: of an op that has one of the two rules.
     *
     * @param first a mode
     * @param others more of them
     * @return a new check
     */
    public GradientCheck modes(Mode first, Mode... others) {
        return new GradientCheck(function, EnumSet.of(first, others), order, seed, tolerance, step, coarse);
    }

    /**
     * The same check of another order.
     *
     * @param wanted 1 or more
     * @return a new check
     */
    public GradientCheck order(int wanted) {
        return new GradientCheck(function, modes, wanted, seed, tolerance, step, coarse);
    }

    /**
     * The same check along another direction.
     *
     * @param wanted any number
     * @return a new check
     */
    public GradientCheck seed(long wanted) {
        return new GradientCheck(function, modes, order, wanted, tolerance, step, coarse);
    }

    /**
     * The same check with another tolerance.
     *
     * @param wanted the greatest relative error allowed
     * @return a new check
     */
    public GradientCheck tolerance(double wanted) {
        return new GradientCheck(function, modes, order, seed, wanted, step, coarse);
    }

    /**
     * The same check with another step: smaller where the function bends quickly.
     *
     * @param wanted the greater of the two steps
     * @return a new check
     */
    public GradientCheck step(double wanted) {
        return new GradientCheck(function, modes, order, seed, tolerance, wanted, coarse);
    }

    /**
     * The same check in float32, for functions whose constants are: with a step of 0.05 and a tolerance of 0.01, since
     * differences of rounded numbers tell no more.
     *
     * @return a new check
     */
    public GradientCheck float32() {
        return new GradientCheck(function, modes, order, seed, 1e-2, 5e-2, true);
    }

    /**
     * Runs the check.
     *
     * @param first where; floating points are cast to float64, or to float32 if that was asked for
     * @param others the further arguments of a function of several
     * @return the errors, all within the tolerance
     * @throws GradientException if a derivative is wrong; the message holds mode, seed, the elements that are furthest
     *     off with both numbers, and what to try next
     */
    public Report at(Tensor first, Tensor... others) {
        Arguments arguments = Arguments.of(first, others, coarse);
        UnaryOperator<Tensor> f = x -> function.apply(arguments.split(x));
        Tensor y = f.apply(arguments.point()).detach();
        if (!y.dtype().isFloating()) {
            throw new GradientException("gradient check: the value is " + y.type()
                    + ", which has no derivative. Check a function with a floating value.");
        }
        return check(arguments, new Level(f, "", 1, greatest(y)));
    }

    /**
     * A function to be checked: the one given, or a derivative of it.
     *
     * @param name how it was derived, such as {@code " over reverse"}
     * @param size the greatest number in it and in what it was derived from: rounding is relative to that
     */
    private record Level(UnaryOperator<Tensor> f, String name, int order, double size) {}

    private Report check(Arguments arguments, Level level) {
        Tensor x = arguments.point();
        UnaryOperator<Tensor> f = level.f;
        Tensor v = random(x, 2 * level.order);
        Tensor weight = random(f.apply(x).detach(), 2 * level.order + 1);
        CentralDifference along = CentralDifference.of(f, x, v, step);
        UnaryOperator<Tensor> tangent = at -> Diff.jvp(f, at, v).tangent();
        UnaryOperator<Tensor> gradient = at -> Diff.vjp(f, at).pullback().apply(weight);
        double forward = 0;
        double reverse = 0;
        double higher = 0;
        if (modes.contains(Mode.FORWARD)) {
            Tensor found = tangent.apply(x);
            forward = compare(Mode.FORWARD, level, found, along, () -> Mismatch.ofOutputs(found, along.value()));
        }
        if (modes.contains(Mode.REVERSE)) {
            Tensor found = gradient.apply(x);
            reverse = compare(
                    Mode.REVERSE,
                    level,
                    found.mul(v).sum(),
                    along.along(weight),
                    () -> Mismatch.ofInputs(
                            arguments, found, z -> f.apply(z).mul(weight).sum(), step));
        }
        if (level.order < order && modes.contains(Mode.REVERSE)) {
            higher = Math.max(higher, next(arguments, level, Mode.REVERSE, gradient));
        }
        if (level.order < order && modes.contains(Mode.FORWARD)) {
            higher = Math.max(higher, next(arguments, level, Mode.FORWARD, tangent));
        }
        return new Report(forward, reverse, higher);
    }

    private double next(Arguments arguments, Level level, Mode mode, UnaryOperator<Tensor> derivative) {
        double size = Math.max(level.size, greatest(derivative.apply(arguments.point())));
        Report report = check(arguments, new Level(derivative, " over " + mode + level.name, level.order + 1, size));
        return Math.max(report.second, Math.max(report.forward, report.reverse));
    }

    /** The greatest error relative to the greatest number; what rounding alone may do to a value is forgiven. */
    private double compare(Mode mode, Level level, Tensor analytic, CentralDifference numeric, Supplier<String> where) {
        double[] found = analytic.doubles();
        double[] expected = numeric.value().doubles();
        double rounding = coarse ? 1e-2 : 1e-4;
        double scale = Math.max(greatest(numeric.value()), rounding * level.size) + Double.MIN_NORMAL;
        double worst = 0;
        for (int i = 0; i < found.length; i++) {
            double error = Math.abs(found[i] - expected[i]) / scale;
            worst = error >= worst || Double.isNaN(error) ? error : worst;
            if (Double.isNaN(worst)) {
                break;
            }
        }
        if (!(worst <= tolerance)) {
            String name = level.name.isEmpty() ? mode + " mode" : mode + level.name;
            throw new GradientException("gradient check: " + name + ": relative error " + worst + ", above " + tolerance
                    + " (seed " + seed + ", step " + step + ").\n" + where.get()
                    + advice(mode, level, numeric, scale));
        }
        return worst;
    }

    private String advice(Mode mode, Level level, CentralDifference numeric, double scale) {
        if (!Double.isFinite(greatest(numeric.value()))) {
            return "The function is not finite near the point: move the point into its domain.";
        }
        if (numeric.doubt() > tolerance * scale) {
            return "The two steps of the difference disagree by " + numeric.doubt()
                    + ": the function jumps or bends near"
                    + " the point. Move the point away from the kink, or take a smaller step.";
        }
        return "The numeric value is sound, so a rule is wrong: "
                + (level.order == 1
                        ? mode.rule + " of one of the ops inside."
                        : "the derivative has the right values, but a wrong derivative of its own. Something in a rule"
                                + " was detached, or kept as plain numbers.")
                + " Check the ops one by one.";
    }

    /** Between a half and one in absolute value: no element is passed over for being near zero. */
    private Tensor random(Tensor like, int number) {
        double[] values = new double[Math.toIntExact(like.size())];
        Draw draw = new Draw(seed, number);
        for (int i = 0; i < values.length; i++) {
            double uniform = draw.uniformDouble(i) - 0.5;
            values[i] = uniform + Math.copySign(0.5, uniform);
        }
        return Tensor.of(values, like.shape().dims()).cast(like.dtype());
    }

    /** NaN if one is among them. */
    private static double greatest(Tensor x) {
        double greatest = 0;
        for (double value : x.doubles()) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }
}

package dev.adjoint.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivativesTest {

    private static final Expr X = Expr.input(0);
    private static final Expr Y = Expr.input(1);
    private static final Expr DY = Expr.input(2);
    private static final double[] NONE = {};

    private static double at(Expr e, double... inputs) {
        return Program.of(List.of(e)).evaluate(inputs, NONE)[0];
    }

    private static Expr gradient(Expr y, int input) {
        return Derivatives.vjp(List.of(y), 3, List.of(Expr.constant(1))).get(input);
    }

    /** Where each argument may lie: the domain, away from steps and kinks, where central differences are no measure. */
    private static double[][] domain(Fn fn) {
        return switch (fn) {
            case LOG, LOG2, LOG10, SQRT, CBRT, LGAMMA, DIGAMMA -> new double[][] {{0.3, 4}};
            case LOG1P -> new double[][] {{-0.7, 4}};
            case ASIN, ACOS, ATANH -> new double[][] {{-0.8, 0.8}};
            case ACOSH -> new double[][] {{1.3, 4}};
            case ABS, SIGN -> new double[][] {{0.1, 3}};
            case FLOOR, CEIL, TRUNC -> new double[][] {{1.1, 1.9}};
            case ROUND -> new double[][] {{0.6, 1.4}};
            case TAN -> new double[][] {{-1, 1}};
            case POW -> new double[][] {{0.3, 3}, {-2, 3}};
            case DIV, ATAN2, HYPOT -> new double[][] {{-2, 2}, {0.5, 3}};
            case REM, FLOOR_DIV -> new double[][] {{5.2, 5.8}, {2, 2.5}};
            case MIN, LT, LE, NE -> new double[][] {{-2, 0}, {0.1, 2}};
            case MAX, GT, GE -> new double[][] {{0.1, 2}, {-2, 0}};
            default -> new double[][] {{-2, 2}, {-2, 2}};
        };
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SELECT", "POLYGAMMA", "IDENTITY"})
    void agreeWithCentralDifferencesToTheSecondOrder(Fn fn) {
        Random random = new Random(fn.ordinal());
        Expr y = fn.arity() == 1 ? Expr.call(fn, X) : Expr.call(fn, X, Y);
        double[][] domain = domain(fn);
        for (int trial = 0; trial < 25; trial++) {
            double[] p = {0, 0, 0};
            for (int i = 0; i < fn.arity(); i++) {
                p[i] = random.nextDouble(domain[i][0], domain[i][1]);
            }
            for (int i = 0; i < fn.arity(); i++) {
                Expr dy = gradient(y, i);
                assertDerivative(y, dy, p, i);
                for (int j = 0; j < fn.arity(); j++) {
                    assertDerivative(dy, gradient(dy, j), p, j);
                }
            }
        }
    }

    private static void assertDerivative(Expr y, Expr dy, double[] p, int i) {
        double h = 1e-5;
        double[] up = p.clone();
        double[] down = p.clone();
        up[i] += h;
        down[i] -= h;
        double numeric = (at(y, up) - at(y, down)) / (2 * h);
        double analytic = at(dy, p);
        assertThat(analytic)
                .as("d(%s)/dx%d at (%s, %s) is %s", y, i, p[0], p[1], dy)
                .isCloseTo(numeric, within(1e-7 * (1 + Math.abs(numeric) + Math.abs(at(y, p)))));
    }

    @Test
    void polygammaClosesTheDerivativesOfLgamma() {
        Expr third = gradient(gradient(gradient(Expr.call(Fn.LGAMMA, X), 0), 0), 0);
        assertThat(third).hasToString("polygamma(2, x0)");
        assertDerivative(third, gradient(third, 0), new double[] {1.7, 0, 0}, 0);
    }

    @Test
    void forwardAndReverseModeAgreeOnRandomFormulas() {
        Random random = new Random(11);
        Fn[] fns = {Fn.ADD, Fn.SUB, Fn.MUL, Fn.MAX, Fn.TANH, Fn.SIN, Fn.SIGMOID, Fn.SOFTPLUS, Fn.ATAN, Fn.ERF, Fn.ABS};
        for (int trial = 0; trial < 200; trial++) {
            List<Expr> pool = new ArrayList<>(List.of(X, Y, Expr.constant(0.7)));
            for (int i = 0; i < 25; i++) {
                Fn fn = fns[random.nextInt(fns.length)];
                Expr a = pool.get(random.nextInt(pool.size()));
                Expr b = pool.get(random.nextInt(pool.size()));
                pool.add(fn.arity() == 1 ? Expr.call(fn, a) : Expr.call(fn, a, b));
                pool.add(a.lt(b).select(b.tanh(), a));
            }
            List<Expr> y = List.of(pool.getLast(), pool.get(pool.size() - 4));
            List<Expr> dx = Derivatives.vjp(y, 2, List.of(DY, Expr.constant(0.5)));
            List<Expr> dy = Derivatives.jvp(y, List.of(Expr.input(3), Expr.input(4)));
            double[] p = {random.nextGaussian(), random.nextGaussian(), 1.3, -0.4, 0.9};
            double reverse = at(dx.get(0), p) * p[3] + at(dx.get(1), p) * p[4];
            double forward = at(dy.get(0), p) * p[2] + at(dy.get(1), p) * 0.5;
            assertThat(reverse).isCloseTo(forward, within(1e-10 * (1 + Math.abs(forward))));
        }
    }

    @Test
    void derivativesAreWrittenWithTheResult() {
        assertThat(gradient(X.exp(), 0)).hasToString("exp(x0)");
        assertThat(gradient(X.tanh(), 0)).hasToString("(1 - tanh(x0)) * (1 + tanh(x0))");
        assertThat(gradient(X.sqrt(), 0)).hasToString("0.5 / sqrt(x0)");
        assertThat(Derivatives.vjp(List.of(X.times(Y)), 2, List.of(DY))).hasToString("[x2 · x1, x2 · x0]");
        assertThat(Derivatives.vjp(List.of(X.over(Y)), 2, List.of(DY)).get(0)).hasToString("x2 · (1 / x1)");
    }

    @Test
    void conventionsAtKinksAndSteps() {
        assertThat(at(gradient(X.abs(), 0), 0, 0, 0)).isZero();
        assertThat(at(gradient(X.max(Y), 0), 2, 2, 0)).isEqualTo(0.5);
        assertThat(at(gradient(X.min(Y), 1), 2, 2, 0)).isEqualTo(0.5);
        assertThat(gradient(X.sign(), 0).is(0)).isTrue();
        assertThat(gradient(X.floor(), 0).is(0)).isTrue();
        assertThat(gradient(X.lt(Y), 0).is(0)).isTrue();
    }

    @Test
    void aSquareHasADerivativeAtZeroAndSoHasAPowerOfParameter() {
        Expr power = X.pow(Expr.parameter(0));
        Program dx = Program.of(List.of(gradient(power, 0)));
        assertThat(dx.evaluate(new double[] {0}, new double[] {0})).containsExactly(0);
        assertThat(dx.evaluate(new double[] {0}, new double[] {2})).containsExactly(0);
        assertThat(dx.evaluate(new double[] {3}, new double[] {2})).containsExactly(6);
        assertThat(at(gradient(X.pow(Y), 1), 0, 2, 0)).isZero();
    }

    @Test
    void notANumberInTheBranchNotChosenNeverLeaks() {
        // log and sqrt of 0 have infinite derivatives, which times 0 would be NaN.
        Expr y = X.gt(Expr.constant(0)).select(X.log().plus(X.sqrt()), X.times(3));
        Expr dx = gradient(y, 0);
        assertThat(at(dx, 0, 0, 0)).isEqualTo(3);
        assertThat(at(dx, -1, 0, 0)).isEqualTo(3);
        assertThat(at(dx, 4, 0, 0)).isEqualTo(0.5);
        assertThat(at(gradient(dx, 0), 0, 0, 0)).isZero();
        Expr twice = X.gt(Expr.constant(1))
                .select(X.log(), X.gt(Expr.constant(0.5)).select(X.log().times(2), Y));
        assertThat(at(gradient(twice, 0), 0, 0, 0)).isZero();
        assertThat(at(gradient(twice, 0), 0.75, 0, 0)).isEqualTo(2 / 0.75);
        assertThat(at(gradient(twice, 0), 2, 0, 0)).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1000, -1000, 1e30, -1e30})
    void activationsAndTheirDerivativesAreFiniteAtExtremes(double x) {
        Expr sigmoid = X.sigmoid();
        Expr logSigmoid = X.neg().softplus().neg();
        Expr gelu = X.times(X.times(-Math.sqrt(0.5)).erfc()).times(0.5);
        Expr silu = X.times(X.sigmoid());
        for (Expr y : List.of(
                sigmoid, logSigmoid, gelu, silu, X.softplus(), X.tanh(), X.abs().log1p())) {
            assertThat(at(y, x, 0, 0)).as("%s at %s", y, x).isFinite();
            assertThat(at(gradient(y, 0), x, 0, 0))
                    .as("derivative of %s at %s", y, x)
                    .isFinite();
            assertThat(at(gradient(gradient(y, 0), 0), x, 0, 0))
                    .as("second derivative of %s at %s", y, x)
                    .isFinite();
        }
        assertThat(at(gradient(logSigmoid, 0), x, 0, 0)).isEqualTo(x > 0 ? 0.0 : 1.0);
        assertThat(at(gelu, x, 0, 0)).isEqualTo(Math.max(x, 0));
    }

    @Test
    void sizeGrowsLinearlyWithTheFormula() {
        Expr y = X;
        for (int i = 0; i < 300; i++) {
            y = y.times(y.sin()).tanh();
        }
        int size = Program.of(List.of(y)).instructions().size();
        Expr dx = gradient(y, 0);
        assertThat(Program.of(List.of(dx)).instructions().size()).isLessThan(5 * size);
        assertThat(Program.of(List.of(gradient(dx, 0))).instructions().size()).isLessThan(40 * size);
    }

    @Test
    void whatTheLossDoesNotDependOnHasAZeroGradient() {
        List<Expr> dx = Derivatives.vjp(List.of(X.exp(), Y.log()), 3, List.of(Expr.constant(0), DY));
        assertThat(dx).hasToString("[0, x2 · (1 / x1), 0]");
        assertThat(Derivatives.jvp(List.of(X.exp()), List.of(Expr.constant(0), DY))
                        .get(0)
                        .is(0))
                .isTrue();
    }
}

package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.shape.DType;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The branch that {@code where} did not take leaves no trace in any derivative, across as many ops as there are. */
class DeadBranchTest {

    private static final Tensor ZERO = Tensor.zeros(DType.FLOAT64);

    static List<Arguments> traps() {
        return List.of(
                trap("sqrt", x -> x.gt(0).where(x.sqrt(), ZERO)),
                trap("log", x -> x.gt(0).where(x.log(), ZERO)),
                trap("1 / x", x -> x.ne(0).where(x.reciprocal(), ZERO)),
                trap("x / x", x -> x.ne(0).where(x.div(x), ZERO)),
                trap("a power", x -> x.gt(0).where(x.pow(0.5), ZERO)),
                trap("log, then more", x -> x.gt(0).where(x.log().mul(x).sin().tanh(), ZERO)),
                trap("e^(1/x)", x -> x.gt(1).where(x.reciprocal().exp().square(), ZERO)),
                trap("a division by the same", x -> x.gt(0).where(x.sqrt().div(x.log1p()), ZERO)),
                trap("nested", x -> x.gt(1).where(x.log(), x.gt(0).where(x.sqrt(), ZERO))));
    }

    private static Arguments trap(String label, UnaryOperator<Tensor> f) {
        return arguments(label, f);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("traps")
    void leavesNoTrace(String label, UnaryOperator<Tensor> f) {
        Tensor x = Tensor.of(0.0, -0.0, 4.0);
        Tensor alone = Tensor.of(4.0);
        UnaryOperator<Tensor> gradient = Diff.grad(z -> f.apply(z).sum());
        Tensor ones = Tensor.of(1.0, 1.0, 1.0);
        double slope = gradient.apply(alone).item();
        double bend = Diff.grad(z -> gradient.apply(z).sum()).apply(alone).item();
        assertDead(gradient.apply(x), slope);
        assertDead(Diff.jvp(f, x, ones).tangent(), slope);
        assertDead(Diff.hvp(z -> f.apply(z).sum(), x, ones), bend);
        assertDead(Diff.grad(z -> gradient.apply(z).sum()).apply(x), bend);
        Tensor leaf = x.withGrad();
        f.apply(leaf).sum().backward();
        assertDead(leaf.grad(), slope);
    }

    private static void assertDead(Tensor derivative, double alive) {
        double[] values = derivative.doubles();
        assertThat(values[0]).isZero();
        assertThat(values[1]).isZero();
        assertThat(values[2]).isCloseTo(alive, within(1e-12 * Math.abs(alive)));
    }

    @Test
    void anOverflowNotTakenIsNone() {
        Tensor x = Tensor.of(1.0, 1000.0).withGrad();
        x.lt(10).where(x.exp(), ZERO).sum().backward();
        assertThat(x.grad().doubles()).containsExactly(Math.E, 0);
    }

    @Test
    void aRowThatIsMaskedWholeHasNoGradient() {
        Tensor x = Tensor.of(new double[] {1, 2, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY}, 2, 2)
                .withGrad();
        Tensor alive = Tensor.of(true, false).unsqueeze(1);
        alive.where(x.softmax(1).square(), ZERO).sum().backward();
        assertThat(x.grad().slice(0, 1, 2).doubles()).containsExactly(0, 0);
        assertThat(x.grad().slice(0, 0, 1).doubles()[0]).isNotZero().isFinite();
    }

    /** Where the branch is taken, an infinite slope is reported, and nothing is hidden. */
    @Test
    void anInfiniteSlopeThatIsAskedForStays() {
        Tensor x = Tensor.of(0.0, 4.0).withGrad();
        x.sqrt().sum().backward();
        assertThat(x.grad().doubles()).containsExactly(Double.POSITIVE_INFINITY, 0.25);
        Tensor y = Tensor.of(-1.0).withGrad();
        y.sqrt().sum().backward();
        assertThat(y.grad().doubles()).containsExactly(Double.NaN);
    }
}

package dev.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.adjoint.diff.Diff;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/conventions.md says. */
class ConventionsTest {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;
    private static final Tensor ZERO = Tensor.scalar(0.0);

    private static Arguments kink(String name, UnaryOperator<Tensor> f, double x, double slope) {
        return kink(name, f, new double[] {x}, slope);
    }

    private static Arguments kink(String name, UnaryOperator<Tensor> f, double[] x, double... slopes) {
        return arguments(name, f, x, slopes);
    }

    static List<Arguments> kinks() {
        Tensor three = Tensor.of(3.0);
        return List.of(
                kink("abs", Tensor::abs, 0, 0),
                kink("sqrt", Tensor::sqrt, 0, INF),
                kink("cbrt", Tensor::cbrt, 0, INF),
                kink("pow(0.5)", x -> x.pow(0.5), 0, INF),
                kink("pow(0)", x -> x.pow(0), 0, 0),
                kink("0 to the x", x -> ZERO.pow(x), 2, 0),
                kink("sign", Tensor::sign, 0, 0),
                kink("heaviside", x -> x.heaviside(0.5), 0, 0),
                kink("floor", Tensor::floor, 2, 0),
                kink("floorDiv", x -> x.floorDiv(three), 3, 0),
                kink("rem", x -> x.rem(three), -3, 1),
                kink("fmod", x -> x.fmod(three), 0, 1),
                kink("frac", Tensor::frac, 2, 1),
                kink("maximum", x -> x.maximum(three), 3, 0.5),
                kink("minimum", x -> x.minimum(3), 3, 0.5),
                kink("maximum with NaN", x -> x.maximum(NAN), 3, 0),
                kink("relu", Tensor::relu, 0, 0),
                kink("leakyRelu", x -> x.leakyRelu(0.1), 0, 0.1),
                kink("prelu", x -> x.prelu(three), 0, 3),
                kink("elu", x -> x.elu(0.7), 0, 0.7),
                kink("selu", Tensor::selu, 0, 1.7580993408473766),
                kink("relu6", Tensor::relu6, new double[] {0, 6}, 0, 0),
                kink("hardTanh", Tensor::hardTanh, new double[] {-1, 1}, 0, 0),
                kink("hardSigmoid", Tensor::hardSigmoid, new double[] {-3, 3}, 0, 0),
                kink("hardSwish", Tensor::hardSwish, new double[] {-3, 3}, 0, 1),
                kink("hardShrink", x -> x.hardShrink(0.5), new double[] {-0.5, 0.5}, 0, 0),
                kink("softShrink", x -> x.softShrink(0.5), new double[] {-0.5, 0.5}, 0, 0),
                kink("clamp", x -> x.clamp(-1, 1), new double[] {-1, 1}, 1, 1),
                kink("clampMin", x -> x.clampMin(0), 0, 1),
                kink("clampMax", x -> x.clampMax(0), 0, 1),
                kink("clamp to low", x -> ZERO.clamp(x, x), 1, 1),
                kink("hypot", x -> x.hypot(ZERO), 0, 0),
                kink("atan2", x -> x.atan2(ZERO), 0, 0),
                kink("xlogy by x", x -> x.xlogy(ZERO), 0, 0),
                kink("xlogy by y", x -> ZERO.xlogy(x), 0, 0),
                kink("copySign", x -> x.copySign(three), 0, 0),
                kink("nanToNum", Tensor::nanToNum, new double[] {NAN, INF, 1}, 0, 0, 1),
                kink("max", x -> x.max(), new double[] {2, 1, 2, 2}, 1 / 3.0, 0, 1 / 3.0, 1 / 3.0),
                kink("norm", x -> x.norm(2), new double[] {0, 0}, 0, 0),
                kink("norm of order 1", x -> x.norm(1), new double[] {0, -1}, 0, -1),
                kink("norm of order 3", x -> x.norm(3), new double[] {0, 0}, 0, 0),
                kink("norm of order 0.5", x -> x.norm(0.5), new double[] {0, 4}, 0, 1),
                kink("std", x -> x.std(), new double[] {2, 2}, 0, 0),
                kink("cummax", x -> x.cummax(0), new double[] {1, 1, 0}, 1, 2, 0),
                kink("prod, a zero", x -> x.prod(), new double[] {2, 0, 3}, 0, 6, 0),
                kink("prod, two zeros", x -> x.prod(), new double[] {0, 0, 3}, 0, 0, 0),
                kink("cumprod", x -> x.cumprod(0), new double[] {2, 0, 3}, 1, 8, 0),
                kink("sort", x -> x.sort(0, false).values().mul(Tensor.of(1.0, 2.0)), new double[] {5, 5}, 1, 2),
                kink("silu at infinity", Tensor::silu, INF, 1),
                kink("gelu at infinity", Tensor::gelu, INF, 1),
                kink("an accident", x -> x.sqrt().square(), 0, 0));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinks")
    void theDerivativeAtAKinkIsTheOneChosen(String name, UnaryOperator<Tensor> f, double[] x, double[] slopes) {
        assertThat(Diff.grad(z -> f.apply(z).sum()).apply(Tensor.of(x)).doubles())
                .usingComparatorWithPrecision(1e-15)
                .containsExactly(slopes);
    }

    /** The product of the others, twice: only the pair of the zeros bends. */
    @Test
    void theHessianOfAProductWithTwoZerosIsExact() {
        Tensor x = Tensor.of(2.0, 0, 3, 0, 4);
        UnaryOperator<Tensor> prod = z -> z.prod();
        double[] bent = Diff.hvp(prod, x, Tensor.of(0.0, 1, 0, 0, 0)).doubles();
        assertThat(bent).containsExactly(0, 0, 0, 24, 0);
        double[] running = Diff.hvp(z -> z.cumprod(0).select(0, 4), x, Tensor.of(0.0, 0, 0, 1, 0))
                .doubles();
        assertThat(running).containsExactly(0, 24, 0, 0, 0);
    }

    @Test
    void emptyReductionsHaveTheirNeutralElementOrNone() {
        Tensor none = Tensor.zeros(DType.FLOAT64, 2, 0);
        assertThat(none.sum(1).doubles()).containsExactly(0, 0);
        assertThat(none.prod(1).doubles()).containsExactly(1, 1);
        assertThat(none.norm(2, 1).doubles()).containsExactly(0, 0);
        assertThat(none.mean(1).doubles()).containsExactly(NAN, NAN);
        assertThat(none.variance(1).doubles()).containsExactly(NAN, NAN);
        assertThat(none.ne(0).any(1).booleans()).containsExactly(false, false);
        assertThat(none.ne(0).all(1).booleans()).containsExactly(true, true);
        assertThat(none.countNonZero(1).longs()).containsExactly(0, 0);
        for (UnaryOperator<Tensor> f : List.<UnaryOperator<Tensor>>of(
                x -> x.max(1),
                x -> x.min(1),
                x -> x.argmax(1),
                x -> x.argmin(1),
                x -> x.argmax(),
                x -> x.logSumExp(1),
                x -> x.norm(INF, 1))) {
            assertThatThrownBy(() -> f.apply(none))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("length 0");
        }
    }

    @Test
    void notANumberIsHandedOn() {
        Tensor x = Tensor.of(1, NAN, 3);
        assertThat(x.sign().doubles()[1]).isNaN();
        assertThat(x.relu().doubles()[1]).isNaN();
        assertThat(x.max().item()).isNaN();
        assertThat(x.cummax(0).doubles()).containsExactly(1, NAN, NAN);
        assertThat(x.argmax(0).item()).isEqualTo(1);
        assertThat(x.sort(0, false).values().doubles()).containsExactly(1, 3, NAN);
    }
}

package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.diff.GradientCheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The check finds wrong derivatives, lets right ones pass, and says what is wrong. */
class GradientCheckTest {

    private static final Tensor POINT = Tensor.of(0.3, -1.2, 2);

    /** The sine, with derivatives that are off by factors. */
    private record Sine(double reverse, double forward) implements Op {

        @Override
        public String name() {
            return "sine";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.keep(inputs[0]);
            return new Tensor[] {inputs[0].sin()};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(context.kept(0).cos()).mul(reverse)};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            return new Tensor[] {tangents[0].mul(context.kept(0).cos()).mul(forward)};
        }
    }

    @Test
    void rightDerivativesPassWithSmallErrors() {
        GradientCheck.Report report =
                GradientCheck.of(x -> new Sine(1, 1).apply(x)[0]).at(POINT);
        assertThat(report.forward()).isLessThan(1e-10);
        assertThat(report.reverse()).isLessThan(1e-10);
        assertThat(report.second()).isLessThan(1e-8);
    }

    @Test
    void aWrongReverseRuleIsFoundAndNamed() {
        assertThatThrownBy(() ->
                        GradientCheck.of(x -> new Sine(1.001, 1).apply(x)[0]).at(POINT))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("reverse mode")
                .hasMessageContaining("analytic")
                .hasMessageContaining("numeric")
                .hasMessageContaining("seed 1")
                .hasMessageContaining("backward of one of the ops");
    }

    @Test
    void aWrongForwardRuleIsFoundAndNamed() {
        assertThatThrownBy(() ->
                        GradientCheck.of(x -> new Sine(1, 0.999).apply(x)[0]).at(POINT))
                .isInstanceOf(GradientException.class)
                .hasMessageContaining("forward mode")
                .hasMessageContaining("jvp of one of the ops");
    }

    @Test
    void aRuleThatForgetsWhereItsFactorsComeFromFailsInOrderTwoOnly() {
        GradientCheck check = GradientCheck.of(
                x -> x.mul(x.detach()).sum().add(x.mul(x.detach()).sum()));
        assertThatThrownBy(() -> check.order(1).at(POINT)).isInstanceOf(GradientException.class);
        GradientCheck blind = GradientCheck.of(x -> new Frozen().apply(x)[0]);
        assertThat(blind.order(1).at(POINT).second()).isZero();
        assertThatThrownBy(() -> blind.at(POINT)).hasMessageContaining("forward over reverse");
    }

    /** The sine with the right derivative as plain numbers, which have none themselves. */
    private record Frozen() implements Op {

        @Override
        public String name() {
            return "frozen sine";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.keep(inputs[0]);
            return new Tensor[] {inputs[0].sin()};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(context.kept(0).detach().cos())};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            return new Tensor[] {tangents[0].mul(context.kept(0).detach().cos())};
        }
    }

    @Test
    void aKinkIsToldFromAWrongRule() {
        assertThatThrownBy(() -> GradientCheck.of(Tensor::abs).order(1).at(Tensor.of(0.0005)))
                .hasMessageContaining("jumps or bends near the point");
    }

    @Test
    void aPointOutsideTheDomainIsSaidToBe() {
        assertThatThrownBy(() -> GradientCheck.of(Tensor::log).at(Tensor.of(-1.0)))
                .hasMessageContaining("move the point into its domain");
    }

    @Test
    void aFunctionWithoutAFloatingValueIsRefused() {
        assertThatThrownBy(() -> GradientCheck.of(x -> x.gt(0)).at(POINT)).hasMessageContaining("bool");
    }

    @Test
    void float32PointsAreCheckedInFloat64() {
        assertThat(GradientCheck.of(x -> x.tanh().sum()).at(Tensor.of(0.5f, 1f)).forward())
                .isLessThan(1e-10);
    }
}

package dev.adjoint.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Context;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.diff.GradientCheck;
import java.util.function.UnaryOperator;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
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

    /** The sine, with whatever derivatives. */
    private record Custom(UnaryOperator<Tensor> slopeBackward, UnaryOperator<Tensor> slopeForward) implements Op {

        @Override
        public String name() {
            return "custom sine";
        }

        @Override
        public Tensor[] forward(Context context, Tensor... inputs) {
            context.keep(inputs[0]);
            return new Tensor[] {inputs[0].sin()};
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return new Tensor[] {upstream[0].mul(slopeBackward.apply(context.kept(0)))};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            return new Tensor[] {tangents[0].mul(slopeForward.apply(context.kept(0)))};
        }

        GradientCheck check() {
            return GradientCheck.of(x -> apply(x)[0]);
        }
    }

    @Test
    void theElementsThatAreFurthestOffAreNamed() {
        UnaryOperator<Tensor> wrongAtTwo = x -> x.gt(1).where(x.cos().mul(2), x.cos());
        assertThatThrownBy(() -> new Custom(wrongAtTwo, Tensor::cos).check().at(POINT))
                .message()
                .matches("""
                        gradient check: reverse mode: relative error .*, above 1\\.0E-7 \\(seed 1, step 0\\.0015\\)\\.
                          input 0 \\[2]: analytic .*, numeric .*
                          input 0 \\[\\d]: analytic .*, numeric .*
                          input 0 \\[\\d]: analytic .*, numeric .*
                        The numeric value is sound, so a rule is wrong: backward of one of the ops inside\\. Check .*\\.""");
        assertThatThrownBy(() -> new Custom(Tensor::cos, wrongAtTwo).check().at(POINT))
                .hasMessageContaining("forward mode")
                .hasMessageContaining("\n  output [2]: analytic ")
                .hasMessageContaining("jvp of one of the ops inside");
    }

    @Test
    void oneModeIsCheckedAlone() {
        Custom noForward = new Custom(Tensor::cos, x -> {
            throw new AssertionError("forward mode was not asked for");
        });
        GradientCheck.Report report =
                noForward.check().modes(GradientCheck.Mode.REVERSE).at(POINT);
        assertThat(report.forward()).isZero();
        assertThat(report.reverse()).isPositive().isLessThan(1e-10);
        assertThat(report.second()).isPositive().isLessThan(1e-8);

        Custom noReverse = new Custom(
                x -> {
                    throw new AssertionError("reverse mode was not asked for");
                },
                Tensor::cos);
        assertThat(noReverse.check().modes(GradientCheck.Mode.FORWARD).at(POINT).reverse())
                .isZero();
        assertThatThrownBy(() -> new Custom(Tensor::cos, Tensor::sin)
                        .check()
                        .modes(GradientCheck.Mode.FORWARD)
                        .at(POINT))
                .hasMessageContaining("forward mode");
    }

    @Test
    void aSignWrongInTheSecondOrderOnlyIsFound() {
        // The right value with the wrong derivative: cos x, less twice its own deviation from a frozen copy of itself.
        UnaryOperator<Tensor> bent = x -> x.cos().detach().mul(2).sub(x.cos());
        assertThatThrownBy(() -> new Custom(bent, Tensor::cos).check().at(POINT))
                .hasMessageContaining("forward over reverse")
                .hasMessageContaining("a wrong derivative of its own");
        assertThatThrownBy(() -> new Custom(Tensor::cos, bent).check().at(POINT))
                .hasMessageContaining("forward over forward");
        assertThat(new Custom(bent, bent).check().order(1).at(POINT).second()).isZero();
    }

    @Test
    void aMistakeOfTheThirdOrderIsFoundThere() {
        // Right to second order: the error grows with the square of the deviation from the point.
        UnaryOperator<Tensor> bent = x -> x.cos().add(x.sub(x.detach()).square());
        Custom custom = new Custom(bent, bent);
        assertThat(custom.check().at(POINT).second()).isLessThan(1e-7);
        assertThatThrownBy(() -> custom.check().order(3).at(POINT)).hasMessageContaining(" over reverse over reverse");
        assertThat(new Custom(Tensor::cos, Tensor::cos)
                        .check()
                        .order(3)
                        .at(POINT)
                        .second())
                .isLessThan(1e-7);
    }

    @Test
    void shapesThatAreWrongAreNamed() {
        assertThatThrownBy(() -> new Custom(x -> Tensor.of(new double[6], 2, 3), Tensor::cos)
                        .check()
                        .at(POINT))
                .hasMessageContaining("backward answered float64[2, 3] for input 0, which is float64[3]");
        assertThatThrownBy(() -> new Custom(Tensor::cos, x -> Tensor.of(new double[6], 2, 3))
                        .check()
                        .at(POINT))
                .hasMessageContaining("jvp answered float64[2, 3] for output 0, which is float64[3]");
    }

    @Test
    void severalInputsAreCheckedTogetherAndNamed() {
        Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor b = Tensor.of(new double[] {3, 1, 4, 1, 5, 9}, 3, 2);
        Tensor index = Tensor.of(1L, 0L);
        GradientCheck.Report report = GradientCheck.ofAll(
                        x -> x.get(0).matmul(x.get(1)).indexSelect(0, x.get(2)))
                .at(a, b, index);
        assertThat(report.second()).isLessThan(1e-9);

        assertThatThrownBy(() -> GradientCheck.ofAll(x ->
                                x.get(0).mul(new Custom(z -> z.cos().mul(-1), Tensor::cos).apply(x.get(2))[0]))
                        .at(Tensor.of(1.0), index, Tensor.of(2.0)))
                .hasMessageContaining("input 2 [0]: analytic");
    }

    @Test
    void whatCannotBeCheckedIsRefused() {
        assertThatThrownBy(() -> GradientCheck.of(Tensor::sin).at(POINT, POINT))
                .hasMessageContaining("2 points for a function of one tensor. Use ofAll");
        assertThatThrownBy(() -> GradientCheck.of(Tensor::sin).at(Tensor.of(1L)))
                .hasMessageContaining("[int64[1]] has no derivative");
        assertThatThrownBy(() -> GradientCheck.of(Tensor::sin).order(0))
                .hasMessageContaining("order 0. Give 1 or more.");
        assertThatThrownBy(() -> GradientCheck.of(Tensor::sin).tolerance(0)).hasMessageContaining("tolerance 0.0");
    }

    @Test
    void constantsInFloat32AskForACoarseCheck() {
        Tensor weight = Tensor.of(0.5f, -1f);
        GradientCheck check = GradientCheck.of(x -> x.mul(weight).tanh());
        assertThat(check.float32().at(Tensor.of(0.3f, 1f)).second()).isLessThan(1e-2);
        Custom wrong = new Custom(x -> x.cos().mul(1.1), Tensor::cos);
        assertThatThrownBy(() -> wrong.check().float32().at(Tensor.of(0.3f, 1f)))
                .hasMessageContaining("reverse mode");
    }

    @Property(tries = 50)
    void rightRulesPassAndWrongOnesDoNot(
            @ForAll @DoubleRange(min = -3, max = 3) double at,
            @ForAll @DoubleRange(min = 0.5, max = 1.5) double factor,
            @ForAll @LongRange(min = 0, max = 1000) long seed) {
        // Where the slope is near zero so is what a factor changes.
        Assume.that(Math.abs(Math.cos(at)) > 0.05 && Math.abs(factor - 1) > 1e-4);
        Tensor point = Tensor.of(at);
        assertThat(new Custom(Tensor::cos, Tensor::cos)
                        .check()
                        .seed(seed)
                        .at(point)
                        .second())
                .isLessThan(1e-7);
        UnaryOperator<Tensor> wrong = x -> x.cos().mul(factor);
        GradientCheck reverse = new Custom(wrong, Tensor::cos).check().order(1).seed(seed);
        GradientCheck forward = new Custom(Tensor::cos, wrong).check().order(1).seed(seed);
        assertThatThrownBy(() -> reverse.at(point)).isInstanceOf(GradientException.class);
        assertThatThrownBy(() -> forward.at(point)).isInstanceOf(GradientException.class);
    }
}

package dev.adjoint.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.shape.DType;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The worked examples come to what they say. */
class ExamplesTest {

    @Test
    void theTwoLayerNetHasTheSameWeightsByHandAndAutomatic() {
        TwoLayerNet.Result result = TwoLayerNet.run(20);
        assertThat(result.difference()).isLessThan(1e-11);
        assertThat(result.lastLoss()).isLessThan(result.firstLoss() / 5);
    }

    @Test
    void theBallMovesWithGravityAndFrictionAsDifferencesSay() {
        double g = 9.81;
        double k = 0.02;
        ThrownBall.Result result = ThrownBall.run(g, k);
        double h = 1e-5;
        Tensor byGravity = path(g + h, k).sub(path(g - h, k)).div(2 * h);
        Tensor byFriction = path(g, k + h).sub(path(g, k - h)).div(2 * h);
        assertThat(greatest(result.byGravity().sub(byGravity))).isLessThan(1e-7);
        assertThat(greatest(result.byFriction().sub(byFriction))).isLessThan(1e-5);
    }

    @Test
    void theBallWithoutFrictionFallsByHalfTimeSquared() {
        ThrownBall.Result result = ThrownBall.run(9.81, 0);
        for (int step = 0; step <= 200; step++) {
            double t = step * 0.01;
            assertThat(result.byGravity().at(step, 0)).isZero();
            assertThat(result.byGravity().at(step, 1)).isCloseTo(-t * t / 2, within(1e-12));
        }
    }

    private static Tensor path(double gravity, double friction) {
        return ThrownBall.path(Tensor.of(gravity, friction));
    }

    @Test
    void newtonFindsTheMinimumQuadratically() {
        List<NewtonConjugateGradient.Iteration> iterations = NewtonConjugateGradient.run(1e-10);
        assertThat(iterations).hasSizeLessThan(20);
        assertThat(iterations.getLast().gradient()).isLessThan(1e-10);
        assertThat(iterations.getFirst().loss()).isCloseTo(Math.log(10), within(1e-12));
        for (int i = 1; i < iterations.size(); i++) {
            assertThat(iterations.get(i).loss())
                    .isLessThanOrEqualTo(iterations.get(i - 1).loss());
        }
    }

    @Test
    void powerIterationFindsAnEigenvalueOfTheTrainedNetwork() {
        TopEigenvalue.Result result = TopEigenvalue.run(3, 60);
        assertThat(result.accuracy()).isGreaterThan(0.9);
        assertThat(result.eigenvalue()).isPositive();
        assertThat(result.residual()).isLessThan(0.05);
        assertThat(result.estimates().get(50)).isCloseTo(result.eigenvalue(), withinPercentage(1));
    }

    @Test
    void theMultiplyGateMultipliesTheUpstreamGradientByTheOtherInput() {
        Tensor x = Tensor.scalar(3.0).withGrad();
        Tensor y = Tensor.scalar(-4.0).withGrad();
        MultiplyGate.multiply(x, y).backward();
        assertThat(x.grad().item()).isEqualTo(-4);
        assertThat(y.grad().item()).isEqualTo(3);
    }

    @Test
    void theMultiplyGateHasDerivativesOfAnyOrderInBothModes() {
        Tensor x = Tensor.of(0.5, 2.0);
        // x³ through two gates: 6 is its third derivative.
        Tensor third = Diff.grad(a -> Diff.jvp(
                                b -> Diff.grad(c -> MultiplyGate.multiply(c, MultiplyGate.multiply(c, c))
                                                .sum())
                                        .apply(b),
                                a,
                                Tensor.ones(DType.FLOAT64, 2))
                        .tangent()
                        .sum())
                .apply(x);
        assertThat(third.doubles()).containsExactly(6, 6);
    }

    @ParameterizedTest
    @EnumSource
    void everyExampleSaysWhatItFound(Worked example) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        example.print(new PrintStream(text, true, StandardCharsets.UTF_8));
        assertThat(text.toString(StandardCharsets.UTF_8)).isNotBlank().doesNotContain("NaN");
    }

    private static double greatest(Tensor x) {
        return x.abs().max().item();
    }
}

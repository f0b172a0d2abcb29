package dev.adjoint.nn.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.nn.layer.Conv2d;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class InitialiserTest {

    private static final Shape WEIGHT = Shape.of(200, 50, 3, 2);
    private static final double IN = 50 * 6;
    private static final double OUT = 200 * 6;

    private static void check(Initialiser initialiser, double deviation, double bound) {
        double[] values = initialiser.make(Generator.seed(4), WEIGHT).doubles();
        double mean = Arrays.stream(values).average().orElseThrow();
        double square = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
        assertThat(mean).isCloseTo(0, within(4 * deviation / Math.sqrt(values.length)));
        assertThat(Math.sqrt(square)).isCloseTo(deviation, within(0.02 * deviation));
        double greatest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
        assertThat(greatest).isLessThanOrEqualTo(bound).isGreaterThan(0.99 * Math.min(bound, 3 * deviation));
    }

    private static void uniform(Initialiser initialiser, double bound) {
        check(initialiser, bound / Math.sqrt(3), bound * (1 + 1e-6));
    }

    private static void normal(Initialiser initialiser, double deviation) {
        check(initialiser, deviation, 7 * deviation);
    }

    @Test
    void variancesAreThoseOfTheirFormulas() {
        uniform(Kaiming.uniform(), Math.sqrt(6 / IN));
        normal(Kaiming.normal(), Math.sqrt(2 / IN));
        normal(Kaiming.normal().fan(Fan.OUT), Math.sqrt(2 / OUT));
        normal(Kaiming.normal().gain(1), Math.sqrt(1 / IN));
        uniform(Kaiming.uniform().leaky(0.5), Math.sqrt(6 / (1.25 * IN)));
        uniform(Xavier.uniform(), Math.sqrt(6 / (IN + OUT)));
        normal(Xavier.normal().gain(2), 2 * Math.sqrt(2 / (IN + OUT)));
        uniform(Initialiser.uniform(0.25), 0.25);
        normal(Initialiser.normal(3), 3);
    }

    @Test
    void constantsDrawNothing() {
        Generator generator = Generator.seed(1);
        assertThat(Initialiser.constant(0.5).make(generator, Shape.of(3)).floats())
                .containsOnly(0.5f);
        assertThat(Initialiser.ZEROS.make(generator, Shape.of(2)).floats()).containsOnly(0f);
        assertThat(Initialiser.ONES.make(generator, Shape.of(2)).floats()).containsOnly(1f);
        assertThat(generator.position()).isZero();
    }

    @Test
    void layersBeginAsInPyTorch() {
        Linear linear = new Linear(400, 300, Generator.seed(1));
        assertBound(linear.state().get("weight").doubles(), 1 / Math.sqrt(400));
        assertBound(linear.state().get("bias").doubles(), 1 / Math.sqrt(400));
        Conv2d conv = Conv2d.of(32, 64, 3).groups(2).build(Generator.seed(1));
        assertBound(conv.state().get("weight").doubles(), 1 / Math.sqrt(16 * 9));
        assertBound(conv.state().get("bias").doubles(), 1 / Math.sqrt(16 * 9));
    }

    private static void assertBound(double[] values, double bound) {
        double greatest = Arrays.stream(values).map(Math::abs).max().orElseThrow();
        assertThat(greatest).isBetween(0.95 * bound, bound * (1 + 1e-6));
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        assertThat(new Linear(4, 3, Generator.seed(9)).state().get("weight").floats())
                .isEqualTo(new Linear(4, 3, Generator.seed(9))
                        .state()
                        .get("weight")
                        .floats())
                .isNotEqualTo(new Linear(4, 3, Generator.seed(8))
                        .state()
                        .get("weight")
                        .floats());
    }

    @Test
    void aVectorHasNoFan() {
        assertThatThrownBy(() -> Kaiming.uniform().make(Generator.seed(1), Shape.of(5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[5]");
    }
}

package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Distributions against their moments and counts. A bound is six standard errors wide, which chance exceeds once in five
 * hundred million; and the seeds are fixed, so that a test which passes once always does.
 */
class SamplingTest {

    private static final int MANY = 40_000;
    private static final double SIGMAS = 6 / Math.sqrt(MANY);

    private static void hasMoments(Tensor x, double mean, double deviation) {
        double[] values = x.doubles();
        double found = Arrays.stream(values).average().orElseThrow();
        double spread = Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
        assertThat(found).as("mean").isCloseTo(mean, within(SIGMAS * deviation));
        // The variance of a squared deviation is at most 8 deviation^4 here (exponential), 2 for a normal one.
        assertThat(spread).as("deviation").isCloseTo(deviation, within(SIGMAS * deviation * Math.sqrt(8) / 2));
    }

    @Test
    void continuousDistributionsHaveTheirMoments() {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            Generator generator = Generator.seed(1);
            hasMoments(Tensor.uniform(-1, 3, dtype, generator, MANY), 1, 4 / Math.sqrt(12));
            hasMoments(Tensor.normal(5, 0.5, dtype, generator, 200, MANY / 200), 5, 0.5);
            hasMoments(Tensor.exponential(4, dtype, generator, MANY), 0.25, 0.25);
        }
        assertThat(Tensor.exponential(1, DType.FLOAT32, Generator.seed(2), MANY)
                        .min()
                        .item())
                .isGreaterThanOrEqualTo(0);
    }

    /** Counts of equally or unequally likely outcomes: the sum of (found - expected)^2 / expected is chi-square. */
    private static void hasShares(Tensor outcomes, double... shares) {
        double[] counts = outcomes.flatten().binCount(shares.length).doubles();
        double distance = IntStream.range(0, shares.length)
                .mapToDouble(i -> {
                    double expected = shares[i] * outcomes.size();
                    return expected == 0
                            ? (counts[i] == 0 ? 0 : Double.POSITIVE_INFINITY)
                            : (counts[i] - expected) * (counts[i] - expected) / expected;
                })
                .sum();
        int freedom = shares.length - 1;
        assertThat(distance).isLessThan(freedom + 6 * Math.sqrt(2 * freedom) + 20);
    }

    @Test
    void discreteDistributionsHaveTheirShares() {
        Generator generator = Generator.seed(3);
        hasShares(Tensor.randint(-2, 3, generator, MANY).add(2), 0.2, 0.2, 0.2, 0.2, 0.2);
        hasShares(Tensor.bernoulli(0.3, generator, MANY).cast(DType.INT64), 0.7, 0.3);
        hasShares(Tensor.full(0.9, DType.FLOAT32, MANY).bernoulli(generator).cast(DType.INT64), 0.1, 0.9);
        Tensor weights = Tensor.of(1.0, 0, 4, 3);
        hasShares(weights.multinomial(MANY, true, generator), 0.125, 0, 0.5, 0.375);
        hasShares(weights.log().categorical(MANY, generator), 0.125, 0, 0.5, 0.375);
        hasShares(weights.log().expand(MANY, 4).categorical(generator), 0.125, 0, 0.5, 0.375);
        assertThat(Tensor.randint(Long.MAX_VALUE - 2, Long.MAX_VALUE, generator, 50)
                        .longs())
                .containsOnly(Long.MAX_VALUE - 2, Long.MAX_VALUE - 1);
    }

    @Test
    void withoutReplacementTheSecondPlaceGoesByWhatIsLeft() {
        Tensor weights = Tensor.of(1.0, 2, 1).expand(MANY, 3);
        Tensor pairs = weights.multinomial(2, false, Generator.seed(4));
        assertThat(pairs.select(1, 0).eq(pairs.select(1, 1)).any().item()).isZero();
        // P(1 first) = 1/2; P(0 then 1) = 1/4 * 2/3.
        hasShares(pairs.mul(Tensor.of(3L, 1L)).sum(1), 0, 1.0 / 6, 1.0 / 12, 0.25, 0, 0.25, 1.0 / 12, 1.0 / 6);
    }

    @Test
    void everyOrderIsAsLikely() {
        Generator generator = Generator.seed(5);
        long[] codes = new long[6000];
        for (int i = 0; i < codes.length; i++) {
            long[] order = Tensor.permutation(3, generator).longs();
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
            codes[i] = 2 * order[0] + (order[1] > order[2] ? 1 : 0);
        }
        hasShares(Tensor.of(codes), 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0);
        assertThat(Tensor.arange(100).shuffle(0, generator).sort(0).values().longs())
                .isEqualTo(Tensor.arange(100).longs());
    }

    @Test
    void dropoutKeepsTheExpectedValueAndItsGradientIsItsScale() {
        Tensor x = Tensor.ones(MANY);
        Tensor y = x.dropout(0.25, Generator.seed(6));
        assertThat(y.eq(0).or(y.eq((float) (1 / 0.75))).all().item()).isOne();
        hasShares(y.eq(0).cast(DType.INT64), 0.75, 0.25);
        Tensor gradient =
                Diff.grad(v -> v.dropout(0.25, Generator.seed(6)).sum()).apply(x);
        assertThat(gradient.floats()).isEqualTo(y.floats());
        assertThat(x.dropout(1, Generator.seed(6)).floats()).containsOnly(0);
        assertThat(x.dropout(0, Generator.seed(6))).isSameAs(x);
    }

    @Test
    void theSameSeedGivesTheSameChoicesInAnyThread() {
        List<Function<Generator, Tensor>> samplers = List.of(
                g -> Tensor.uniform(0, 2, DType.FLOAT64, g, 3, 1000),
                g -> Tensor.normal(g, 3000),
                g -> Tensor.randint(0, 10, g, 3000),
                g -> Tensor.permutation(1000, g),
                g -> Tensor.of(0.1, 0.2, 0.7).multinomial(100, true, g));
        for (Function<Generator, Tensor> sampler : samplers) {
            double[] once = sampler.apply(Generator.seed(7)).doubles();
            List<double[]> again = IntStream.range(0, 8)
                    .parallel()
                    .mapToObj(i -> sampler.apply(Generator.seed(7)).doubles())
                    .toList();
            assertThat(again).allMatch(values -> Arrays.equals(values, once));
            assertThat(sampler.apply(Generator.seed(8)).doubles()).isNotEqualTo(once);
        }
    }

    @Test
    void impossibleChancesAreRefused() {
        Generator g = Generator.seed(9);
        refused("uniform", () -> Tensor.uniform(1, 0, DType.FLOAT32, g, 2));
        refused("normal", () -> Tensor.normal(0, -1, DType.FLOAT32, g, 2));
        refused("exponential", () -> Tensor.exponential(0, DType.FLOAT32, g, 2));
        refused("bernoulli", () -> Tensor.bernoulli(1.5, g, 2));
        refused("bernoulli", () -> Tensor.of(0.5, Double.NaN).bernoulli(g));
        refused("randint", () -> Tensor.randint(3, 3, g, 2));
        refused("randint", () -> Tensor.randint(Long.MIN_VALUE, Long.MAX_VALUE, g, 2));
        refused("multinomial", () -> Tensor.of(1.0, -1).multinomial(1, true, g));
        refused("multinomial", () -> Tensor.of(0.0, 0).multinomial(1, true, g));
        refused("multinomial", () -> Tensor.of(1.0, 0).multinomial(2, false, g));
        refused("dropout", () -> Tensor.ones(2).dropout(-0.1, g));
        assertThatThrownBy(() -> Tensor.of(1, 2).dropout(0.5, g))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("dropout: needs floating elements, not int32[2]");
        assertThatThrownBy(() -> Tensor.uniform(0, 1, DType.INT64, g, 2)).isInstanceOf(DTypeException.class);
    }

    private static void refused(String method, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(method + ": ")
                .hasMessageEndingWith(".");
    }
}

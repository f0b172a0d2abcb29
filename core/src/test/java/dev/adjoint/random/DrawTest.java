package dev.adjoint.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DrawTest {
    private static final int MANY = 400_000;
    private static final Draw DRAW = Generator.seed(2026).next();

    private static double mean(IntToDoubleFunction values, DoubleUnaryOperator of) {
        double sum = 0;
        for (int i = 0; i < MANY; i++) {
            sum += of.applyAsDouble(values.applyAsDouble(i));
        }
        return sum / MANY;
    }

    @Test
    void theFirstFloatsAreTheUpperBitsOfTheKnownAnswer() {
        Draw zero = new Draw(0, 0);
        assertThat(zero.uniformFloat(0)).isEqualTo(0x6627e8 * 0x1p-24f);
        assertThat(zero.uniformFloat(3)).isEqualTo(0x9b00db * 0x1p-24f);
        assertThat(zero.uniformDouble(0)).isEqualTo((0xe169c58d_6627e8d5L >>> 11) * 0x1p-53);
    }

    @Property(tries = 200)
    void filledArraysAgreeWithSingleNumbers(
            @ForAll long key,
            @ForAll @IntRange(min = 0, max = 9) int from,
            @ForAll @IntRange(min = 0, max = 13) int n) {
        Draw draw = new Draw(key, 3);
        float[] floats = new float[n];
        double[] doubles = new double[n];
        draw.uniform(from, floats, n);
        draw.uniform(from, doubles, n);
        for (int i = 0; i < n; i++) {
            assertThat(floats[i]).isEqualTo(draw.uniformFloat(from + i)).isBetween(0f, Math.nextDown(1f));
            assertThat(doubles[i]).isEqualTo(draw.uniformDouble(from + i)).isBetween(0.0, Math.nextDown(1.0));
        }
        draw.normal(from, floats, n);
        draw.normal(from, doubles, n);
        for (int i = 0; i < n; i++) {
            assertThat(floats[i]).isEqualTo(draw.normalFloat(from + i)).isFinite();
            assertThat(doubles[i]).isEqualTo(draw.normalDouble(from + i)).isFinite();
        }
    }

    @Test
    void uniformNumbersHaveTheMomentsOfTheUniformDistribution() {
        // Four standard deviations of each estimate; the seed is fixed, so this holds always or never.
        for (IntToDoubleFunction values : new IntToDoubleFunction[] {DRAW::uniformFloat, DRAW::uniformDouble}) {
            assertThat(mean(values, x -> x)).isEqualTo(0.5, within(4 * 0.2887 / Math.sqrt(MANY)));
            assertThat(mean(values, x -> x * x)).isEqualTo(1 / 3.0, within(4 * 0.2982 / Math.sqrt(MANY)));
        }
    }

    @Test
    void normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        for (IntToDoubleFunction values : new IntToDoubleFunction[] {DRAW::normalFloat, DRAW::normalDouble}) {
            assertThat(mean(values, x -> x)).isEqualTo(0, within(4 / Math.sqrt(MANY)));
            assertThat(mean(values, x -> x * x)).isEqualTo(1, within(4 * Math.sqrt(2.0 / MANY)));
            assertThat(mean(values, x -> x * x * x)).isEqualTo(0, within(4 * Math.sqrt(15.0 / MANY)));
            assertThat(mean(values, x -> x * x * x * x)).isEqualTo(3, within(4 * Math.sqrt(96.0 / MANY)));
        }
    }

    @Test
    void uniformNumbersFillAllCellsEvenly() {
        int[] counts = new int[256];
        for (int i = 0; i < MANY; i++) {
            counts[(int) (DRAW.uniformFloat(i) * 256)]++;
        }
        assertThat(chiSquare(counts)).isBetween(255 - 4 * 22.6, 255 + 4 * 22.6);
    }

    @Test
    void neighboursAndDrawsAreIndependent() {
        Draw other = new Draw(DRAW.key(), DRAW.number() + 1);
        double tolerance = 4 / 12.0 / Math.sqrt(MANY);
        double lag = mean(i -> (DRAW.uniformFloat(i) - 0.5) * (DRAW.uniformFloat(i + 1) - 0.5), x -> x);
        double across = mean(i -> (DRAW.uniformFloat(i) - 0.5) * (other.uniformFloat(i) - 0.5), x -> x);
        assertThat(lag).isEqualTo(0, within(tolerance));
        assertThat(across).isEqualTo(0, within(tolerance));
    }

    @Test
    void boundedNumbersFavourNone() {
        int[] counts = new int[10];
        for (int i = 0; i < MANY; i++) {
            counts[(int) DRAW.below(i, 10)]++;
        }
        assertThat(chiSquare(counts)).isLessThan(9 + 4 * Math.sqrt(18));

        // With a bound of 3/4 of the range, a plain multiplication would favour every third number two to one.
        long bound = 3L << 61;
        int[] thirds = new int[3];
        for (int i = 0; i < 30_000; i++) {
            long value = DRAW.below(i, bound);
            assertThat(value).isBetween(0L, bound - 1);
            thirds[(int) (value % 3)]++;
        }
        assertThat(chiSquare(thirds)).isLessThan(2 + 4 * 2);
    }

    @Test
    void aBoundMustBePositive() {
        assertThat(DRAW.below(5, 1)).isZero();
        assertThatThrownBy(() -> DRAW.below(0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bound of one or more");
        assertThatThrownBy(() -> DRAW.permutation(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void permutationsHoldEveryNumberOnceAndAllOrdersAreEquallyLikely() {
        int[] order = DRAW.permutation(1000);
        assertThat(order).isNotEqualTo(sorted(order));
        assertThat(sorted(order)).isEqualTo(IntStream.range(0, 1000).toArray());
        assertThat(DRAW.permutation(0)).isEmpty();

        int[] counts = new int[27];
        for (int number = 0; number < 6000; number++) {
            int[] three = new Draw(5, number).permutation(3);
            counts[three[0] * 9 + three[1] * 3 + three[2]]++;
        }
        int[] met = Arrays.stream(counts).filter(count -> count > 0).toArray();
        assertThat(met).hasSize(6);
        assertThat(chiSquare(met)).isLessThan(5 + 4 * Math.sqrt(10));
    }

    private static int[] sorted(int[] values) {
        int[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }

    private static double chiSquare(int[] counts) {
        double expected = Arrays.stream(counts).sum() / (double) counts.length;
        return Arrays.stream(counts)
                .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                .sum();
    }
}

package dev.adjoint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {

    private static Dataset counted(int n, int classes) {
        float[] values = new float[2 * n];
        long[] labels = new long[n];
        for (int i = 0; i < n; i++) {
            values[2 * i] = i;
            values[2 * i + 1] = -i;
            labels[i] = i % classes;
        }
        return new Dataset("counted", Tensor.of(values, n, 2), Tensor.of(labels), List.of());
    }

    @Test
    void bytesStayBytesAndOtherTypesBecomeFloats() {
        Tensor labels = Tensor.of(new int[] {1, 0});

        Dataset bytes = new Dataset("b", Tensor.ofBytes(new byte[] {1, 2}, 2, 1), labels, List.of());
        Dataset doubles = new Dataset("d", Tensor.of(new double[] {1, 2}, 2, 1), labels, List.of());

        assertThat(bytes.features().dtype()).isEqualTo(DType.UINT8);
        assertThat(doubles.features().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(bytes.labels().dtype()).isEqualTo(DType.INT64);
        assertThat(bytes.classified()).isTrue();
    }

    @Test
    void featuresAndLabelsThatDoNotPairUpAreRefused() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new Dataset("odd", Tensor.zeros(3, 2), Tensor.of(1L, 2L), List.of()))
                .withMessageContainingAll("odd", "[3, 2]", "[2]");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new Dataset("odd", Tensor.zeros(2, 2), Tensor.of(0L, 2L), List.of("a", "b")))
                .withMessageContainingAll("label 2 of example 1 is outside 0 to 1");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new Dataset("odd", Tensor.zeros(2, 2), Tensor.of(0L, -1L), List.of()))
                .withMessageContaining("label -1 of example 1");
    }

    @Test
    void aSliceSharesMemoryAndASubsetDoesNot() {
        Dataset data = counted(5, 5);

        Dataset slice = data.slice(1, 4);
        Dataset subset = data.subset(4, 0, 4);

        assertThat(slice.features().array().storage())
                .isSameAs(data.features().array().storage());
        assertThat(slice.labels().longs()).containsExactly(1, 2, 3);
        assertThat(subset.features().floats()).containsExactly(4, -4, 0, 0, 4, -4);
        assertThat(subset.labels().longs()).containsExactly(4, 0, 4);
        assertThat(slice.subset(2).features().floats()).containsExactly(3, -3);
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> data.slice(2, 6));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> data.subset(5));
    }

    @Test
    void aSplitKeepsTheProportionsOfTheClassesAndLosesNothing() {
        Dataset data = counted(200, 4);

        Split split = Split.of(data, 0.3, 11);

        assertThat(split.test().size()).isEqualTo(60);
        for (long label = 0; label < 4; label++) {
            long wanted = label;
            assertThat(Arrays.stream(split.test().labels().longs()).filter(l -> l == wanted))
                    .hasSize(15);
        }
        float[] both = Tensor.concat(0, split.train().features(), split.test().features())
                .slice(1, 0, 1)
                .floats();
        Arrays.sort(both);
        float[] all = new float[200];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        assertThat(both).containsExactly(all);
    }

    @Test
    void theSameSeedGivesTheSameSplitAndAnotherSeedAnother() {
        Dataset data = counted(100, 3);

        float[] once = Split.of(data, 0.5, 1).test().features().floats();

        assertThat(Split.of(data, 0.5, 1).test().features().floats()).containsExactly(once);
        assertThat(Split.of(data, 0.5, 2).test().features().floats()).isNotEqualTo(once);
    }

    @Test
    void aSplitThatLeavesNothingIsRefused() {
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> Split.of(counted(3, 3), 0.01, 1));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> Split.of(counted(9, 3), 1, 1));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> Split.of(counted(9, 3), Double.NaN, 1));
    }

    @Test
    void theDigitsAreTheOnesThatScikitLearnShips() {
        Dataset digits = Digits.load();

        // Counts and the first image as scikit-learn 1.9.1 gives them: load_digits().images[0], np.bincount(target).
        assertThat(digits.features().shape()).isEqualTo(Shape.of(1797, 1, 8, 8));
        assertThat(digits.features().slice(0, 0, 1).longs())
                .startsWith(0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0, 0, 3, 15, 2, 0, 11, 8, 0);
        long[] counts = new long[10];
        for (long label : digits.labels().longs()) {
            counts[(int) label]++;
        }
        assertThat(counts).containsExactly(178, 182, 177, 183, 181, 182, 181, 179, 174, 180);
        assertThat(Arrays.stream(digits.features().longs()).max()).hasValue(16);
    }

    @Test
    void theDigitsAreAlwaysDividedInTheSameWay() {
        Split split = Digits.split();

        assertThat(split.train().size() + split.test().size()).isEqualTo(1797);
        assertThat(split.test().size()).isEqualTo(359);
        assertThat(Arrays.stream(split.test().labels().longs()).sum())
                .isEqualTo(Arrays.stream(Digits.split().test().labels().longs()).sum());
        assertThat(Arrays.hashCode(split.test().features().longs())).isEqualTo(FINGERPRINT);
    }

    /** Of the test images, as first divided: published accuracies are of these. */
    private static final int FINGERPRINT = -356796615;
}

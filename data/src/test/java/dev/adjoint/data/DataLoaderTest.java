package dev.adjoint.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.adjoint.Tensor;
import dev.adjoint.memory.MemoryPool;
import dev.adjoint.memory.ReleasedException;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLoaderTest {

    /** Example i is the byte i, its label i. */
    private static Dataset bytes(int n) {
        byte[] values = new byte[n];
        long[] labels = new long[n];
        for (int i = 0; i < n; i++) {
            values[i] = (byte) i;
            labels[i] = i;
        }
        return new Dataset("bytes", Tensor.ofBytes(values, n, 1, 1, 1), Tensor.of(labels), List.of());
    }

    private static List<Float> drain(DataLoader loader, long epoch) {
        List<Float> values = new ArrayList<>();
        loader.forEach(epoch, batch -> {
            for (float value : batch.features().floats()) {
                values.add(value);
            }
        });
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8})
    void batchesHoldTheExamplesInOrderAndTheLastWhatIsLeft(int prefetch) {
        List<Shape> shapes = new ArrayList<>();
        List<Float> labels = new ArrayList<>();
        DataLoader loader = DataLoader.of(bytes(200)).batchSize(64).prefetch(prefetch);

        loader.forEach(0, batch -> {
            shapes.add(batch.features().shape());
            assertThat(batch.features().dtype()).isEqualTo(DType.FLOAT32);
            assertThat(batch.size()).isEqualTo((int) batch.labels().dim(0));
            for (int i = 0; i < batch.size(); i++) {
                labels.add((float) batch.labels().at(i));
                assertThat(batch.features().at(i, 0, 0, 0)).isEqualTo((double) labels.getLast());
            }
        });

        assertThat(shapes)
                .containsExactly(
                        Shape.of(64, 1, 1, 1), Shape.of(64, 1, 1, 1), Shape.of(64, 1, 1, 1), Shape.of(8, 1, 1, 1));
        assertThat(labels).hasSize(200).isSorted();
        assertThat(loader.steps()).isEqualTo(4);
        assertThat(loader.examples()).isEqualTo(200);
    }

    @Test
    void theLastBatchCanBeLeftOut() {
        DataLoader loader = DataLoader.of(bytes(200)).batchSize(64).dropLast();

        assertThat(drain(loader, 0)).hasSize(192);
        assertThat(loader.steps()).isEqualTo(3);
        assertThat(loader.examples()).isEqualTo(192);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataLoader.of(bytes(10)).batchSize(11).dropLast())
                .withMessageContainingAll("10 examples", "no full batch of 11");
    }

    @Test
    void shufflingDependsOnSeedAndEpochAlone() {
        DataLoader loader = DataLoader.of(bytes(100)).batchSize(7).shuffle(5);

        List<Float> first = drain(loader, 0);

        assertThat(first)
                .isNotEqualTo(drain(DataLoader.of(bytes(100)), 0))
                .doesNotHaveDuplicates()
                .hasSize(100);
        assertThat(drain(loader, 1)).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
        assertThat(drain(loader.prefetch(0).batchSize(13), 0)).isEqualTo(first);
        assertThat(drain(loader.shuffle(6), 0)).isNotEqualTo(first);
    }

    @Test
    void transformsWorkOneAfterTheOther() {
        DataLoader loader = DataLoader.of(bytes(4))
                .transform(Normalisation.of(1, 0.5))
                .transform((values, from, shape, random) -> values[from] += 100);

        assertThat(drain(loader, 0)).containsExactly(98f, 100f, 102f, 104f);
    }

    @Test
    void randomTransformsDependOnEpochAndExampleAlone() {
        Transform noise =
                (values, from, shape, random) -> values[from] += random.next().uniformFloat(0);
        DataLoader loader = DataLoader.of(bytes(50)).transform(noise).batchSize(7);

        List<Float> once = drain(loader, 3);

        assertThat(drain(loader.batchSize(50).prefetch(0), 3)).isEqualTo(once);
        assertThat(drain(loader, 4)).isNotEqualTo(once);
        List<Float> shuffled = drain(loader.shuffle(0), 3);
        assertThat(shuffled).isNotEqualTo(once).containsExactlyInAnyOrderElementsOf(once);
    }

    @Test
    void targetsComeAsFloats() {
        Dataset data = new Dataset("t", Tensor.zeros(3, 2), Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2), List.of());

        DataLoader.of(data).batchSize(2).forEach(0, batch -> {
            if (batch.size() == 1) {
                assertThat(batch.labels().shape()).isEqualTo(Shape.of(1, 2));
                assertThat(batch.labels().floats()).containsExactly(5, 6);
            }
        });
    }

    @Test
    void aBatchBelongsToTheScopeThatIsOpenWhenItIsTaken() {
        Tensor features;
        try (Batches batches = DataLoader.of(bytes(10)).epoch(0)) {
            try (Scope _ = Scope.open()) {
                features = batches.next().features();
                assertThat(features.at(3, 0, 0, 0)).isEqualTo(3);
            }
        }
        assertThatExceptionOfType(ReleasedException.class).isThrownBy(features::floats);
    }

    @Test
    void batchesDoNotShareMemoryWithEachOther() {
        try (Batches batches = DataLoader.of(bytes(30)).batchSize(10).epoch(0)) {
            Batch first = batches.next();
            batches.next();
            batches.next();
            assertThat(first.features().floats()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
    }

    @Test
    void longRunsTakeNoMoreMemoryThanShortOnes() {
        DataLoader loader = DataLoader.of(bytes(250)).batchSize(5).shuffle(1);
        loader.forEach(0, batch -> {});
        long before = MemoryPool.statistics().systemAllocations();

        for (int epoch = 0; epoch < 40; epoch++) {
            loader.forEach(epoch, batch -> {});
        }

        assertThat(MemoryPool.statistics().systemAllocations() - before).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void whatFailsInTheBackgroundReachesTheConsumer(int prefetch) {
        AtomicInteger examples = new AtomicInteger();
        DataLoader loader = DataLoader.of(bytes(40))
                .batchSize(10)
                .prefetch(prefetch)
                .transform((v, from, s, r) -> {
                    if (examples.incrementAndGet() > 25) {
                        throw new DataException("example cannot be read");
                    }
                });

        try (Batches batches = loader.epoch(2)) {
            batches.next();
            batches.next();
            assertThatExceptionOfType(DataException.class)
                    .isThrownBy(batches::next)
                    .withMessageContaining("example cannot be read");
        }
    }

    @Test
    void closingEarlyEndsTheBackgroundThread() {
        long before = threads();
        Batches batches = DataLoader.of(bytes(1000)).batchSize(1).epoch(0);
        batches.next();
        assertThat(threads()).isEqualTo(before + 1);

        batches.close();
        batches.close();

        assertThat(threads()).isEqualTo(before);
        assertThat(batches.hasNext()).isFalse();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(batches::next);
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("adjoint-batches"))
                .count();
    }

    @Test
    void askingForMoreThanThereIsIsAnError() {
        try (Batches batches = DataLoader.of(bytes(2)).epoch(0)) {
            batches.next();
            assertThat(batches.hasNext()).isFalse();
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(batches::next);
        }
    }

    @Test
    void aDataSetWithoutExamplesHasNoBatches() {
        assertThat(drain(DataLoader.of(bytes(3).slice(1, 1)).shuffle(1), 0)).isEmpty();
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        DataLoader loader = DataLoader.of(bytes(3));

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> loader.batchSize(0))
                .withMessageContaining("batch size: 0");
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> loader.batchSize(-3));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> loader.prefetch(-1));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> loader.epoch(-1));
    }

    @Test
    void normalisationMeasuresMeanAndDeviation() {
        Tensor x = Tensor.of(new float[] {1, 10, 3, 10, 5, 10}, 3, 2);
        Dataset data = new Dataset("x", x, Tensor.of(0L, 0L, 0L), List.of());
        float third = (float) Math.sqrt(1.5);

        DataLoader loader = DataLoader.of(data).transform(Normalisation.byChannel(data));

        float[] values = new float[6];
        loader.forEach(0, batch -> System.arraycopy(batch.features().floats(), 0, values, 0, 6));
        assertThat(values).containsExactly(new float[] {-third, 0, 0, 0, third, 0}, within(1e-6f));
        assertThat(Normalisation.over(data).means()).containsExactly(6.5f);
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> Normalisation.of(0, Double.NaN));
        assertThatExceptionOfType(DataException.class).isThrownBy(() -> Normalisation.of(0, -1));
    }

    private static Offset<Float> within(float distance) {
        return Offset.offset(distance);
    }

    @Test
    void shiftsMoveTheWholeImageAndFillWithZeros() {
        float[] image = {9, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        List<String> seen = new ArrayList<>();
        for (long seed = 0; seed < 200; seed++) {
            float[] moved = image.clone();
            new RandomShift(1).apply(moved, 1, Shape.of(1, 2, 4), Generator.seed(seed));
            assertThat(moved[0]).isEqualTo(9);
            assertThat(moved[9]).isEqualTo(9);
            seen.add(Arrays.toString(Arrays.copyOfRange(moved, 1, 9)));
        }

        // All nine moves of a 2 x 4 image by up to one pixel, worked out by hand.
        assertThat(seen)
                .containsOnly(
                        "[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]",
                        "[0.0, 1.0, 2.0, 3.0, 0.0, 5.0, 6.0, 7.0]",
                        "[2.0, 3.0, 4.0, 0.0, 6.0, 7.0, 8.0, 0.0]",
                        "[0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0, 4.0]",
                        "[5.0, 6.0, 7.0, 8.0, 0.0, 0.0, 0.0, 0.0]",
                        "[0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 2.0, 3.0]",
                        "[0.0, 0.0, 0.0, 0.0, 2.0, 3.0, 4.0, 0.0]",
                        "[0.0, 5.0, 6.0, 7.0, 0.0, 0.0, 0.0, 0.0]",
                        "[6.0, 7.0, 8.0, 0.0, 0.0, 0.0, 0.0, 0.0]");
        assertThat(seen.stream().distinct()).hasSize(9);
    }

    @Test
    void flipsMirrorEachRow() {
        List<String> seen = new ArrayList<>();
        for (long seed = 0; seed < 50; seed++) {
            float[] image = {1, 2, 3, 4, 5, 6};
            new RandomFlip().apply(image, 0, Shape.of(1, 2, 3), Generator.seed(seed));
            seen.add(Arrays.toString(image));
        }

        assertThat(seen).containsOnly("[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]", "[3.0, 2.0, 1.0, 6.0, 5.0, 4.0]");
        assertThat(seen.stream().distinct()).hasSize(2);
    }
}

package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.memory.ReleasedException;
import dev.adjoint.memory.Scope;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import org.junit.jupiter.api.Test;

/** What users see of the language: views, broadcasting, element types, and the errors they meet. */
class LanguageTest {

    @Test
    void viewsShareMemory() {
        Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);
        Tensor column = x.transpose().select(0, 1);

        column.assign(Tensor.of(10f, 40f));

        assertThat(x.floats()).containsExactly(0, 10, 2, 3, 40, 5);
        assertThat(x.reshape(3, 2).slice(0, 1, 2).expand(4, 2).array().storage())
                .isSameAs(x.array().storage());
        assertThat(x.unsqueeze(1).squeeze(1).flip(0).permute(1, 0).array().storage())
                .isSameAs(x.array().storage());
    }

    @Test
    void reshapeCopiesOnlyWhereItMustAndViewRefuses() {
        Tensor x = Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3);

        assertThat(x.transpose().reshape(6).floats()).containsExactly(0, 3, 1, 4, 2, 5);
        assertThatThrownBy(() -> x.transpose().view(6))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("Use reshape");
        assertThat(x.transpose().isContiguous()).isFalse();
        assertThat(x.transpose().contiguous().isContiguous()).isTrue();
    }

    @Test
    void overlappingAssignmentReadsBeforeItWrites() {
        Tensor x = Tensor.of(1f, 2f, 3f);

        x.assign(x.flip(0));

        assertThat(x.floats()).containsExactly(3, 2, 1);
    }

    @Test
    void broadcastingStretchesOnesAndJoinsABiasButNothingElse() {
        Tensor column = Tensor.of(new float[] {1, 2}, 2, 1);
        Tensor row = Tensor.of(new float[] {10, 20, 30}, 1, 3);
        Tensor bias = Tensor.of(10f, 20f, 30f);

        assertThat(column.add(row).floats()).containsExactly(11, 21, 31, 12, 22, 32);
        assertThat(Tensor.zeros(2, 3).add(bias).floats()).containsExactly(10, 20, 30, 10, 20, 30);
        assertThatThrownBy(() -> column.add(bias))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("add")
                .hasMessageContaining("[2, 1] x [3]")
                .hasMessageContaining("unsqueeze");
    }

    @Test
    void elementTypesAreNeverMixedSilently() {
        Tensor floats = Tensor.of(1f, 2f);
        Tensor longs = Tensor.of(1L, 2L);

        assertThatThrownBy(() -> floats.add(longs))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("float32[2] and int64[2]")
                .hasMessageContaining("cast");
        assertThatThrownBy(() -> longs.mul(0.5))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("0.5");
        assertThatThrownBy(() -> Tensor.full(2.5, DType.INT32, 3)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(longs::exp).isInstanceOf(DTypeException.class).hasMessageContaining("cast");
        assertThatThrownBy(longs::mean).isInstanceOf(DTypeException.class);
        assertThat(longs.mul(3).longs()).containsExactly(3, 6);
        assertThat(floats.cast(DType.INT32).add(Tensor.of(1, 1)).longs()).containsExactly(2, 3);
    }

    @Test
    void integersOfSixtyFourBitsKeepThemAll() {
        long large = (1L << 60) + 1;

        assertThat(Tensor.of(large, 1L).add(Tensor.of(1L, 1L)).longs()).containsExactly(large + 1, 2);
        assertThat(Tensor.of(large, 1L).sum().longs()).containsExactly(large + 1);
        assertThat(Tensor.of(large, 1L).flip(0).copy().longs()).containsExactly(1, large);
    }

    @Test
    void emptyTensorsAndScalarsAreOrdinary() {
        Tensor none = Tensor.zeros(0, 3);

        assertThat(none.add(1).exp().floats()).isEmpty();
        assertThat(none.sum(0).floats()).containsExactly(0, 0, 0);
        assertThat(none.matmul(Tensor.ones(3, 2)).shape().dims()).containsExactly(0, 2);
        assertThat(Tensor.zeros(2, 0).matmul(Tensor.zeros(0, 2)).floats()).containsExactly(0, 0, 0, 0);
        assertThat(Tensor.scalar(3f).reshape(1, 1).squeeze(0).squeeze(0).item()).isEqualTo(3);
        assertThatThrownBy(() -> none.max(0)).isInstanceOf(ShapeException.class).hasMessageContaining("length 0");
    }

    @Test
    void wrongShapesAndAxesSayWhatIsWrong() {
        Tensor a = Tensor.zeros(3, 4);

        assertThatThrownBy(() -> a.matmul(Tensor.zeros(5, 4)))
                .hasMessage("matmul: inner lengths differ: [3, 4] x [5, 4] (4 vs 5). Did you mean b.transpose()?");
        assertThatThrownBy(() -> a.sum(2)).isInstanceOf(ShapeException.class).hasMessageContaining("[3, 4]");
        assertThatThrownBy(() -> a.reshape(5, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("12");
        assertThatThrownBy(() -> a.select(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> a.take(0, Tensor.of(0L, 3L)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("index 3");
        assertThatThrownBy(() -> a.take(0, Tensor.of(0f))).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.zeros(1, 3, 8, 8).conv2d(Tensor.zeros(4, 2, 3, 3), null, Window.convolution(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("channels differ");
        assertThatThrownBy(() -> Tensor.zeros(1, 1, 2, 2).conv2d(Tensor.zeros(1, 1, 3, 3), null, Window.convolution(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("Use a smaller kernel or more padding");
        assertThatThrownBy(() -> a.item()).isInstanceOf(ShapeException.class).hasMessageContaining("12");
    }

    @Test
    void aScopeTakesBackWhatWasNotKept() {
        Tensor kept;
        Tensor lost;
        try (Scope _ = Scope.open()) {
            kept = Tensor.of(1f, 2f).mul(2).keep();
            lost = kept.mul(2);
        }

        assertThat(kept.floats()).containsExactly(2, 4);
        assertThatThrownBy(lost::floats).isInstanceOf(ReleasedException.class).hasMessageContaining("scope");
        assertThatThrownBy(() -> lost.add(1)).isInstanceOf(ReleasedException.class);
    }

    @Test
    void randomNumbersFollowFromTheSeed() {
        float[] once = Tensor.uniform(Generator.seed(7), 3, 5).floats();
        float[] again = Tensor.uniform(Generator.seed(7), 3, 5).floats();

        assertThat(once).containsExactly(again);
        assertThat(Tensor.uniform(Generator.seed(8), 3, 5).floats()).isNotEqualTo(once);
        Generator generator = Generator.seed(7);
        Tensor.uniform(generator, 3, 5);
        assertThat(Tensor.uniform(generator, 3, 5).floats()).isNotEqualTo(once);
    }
}

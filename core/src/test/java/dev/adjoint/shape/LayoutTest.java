package dev.adjoint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LayoutTest {
    private static final Layout MATRIX = Layout.contiguous(Shape.of(3, 4));

    @Test
    void contiguousIsRowMajor() {
        assertThat(Layout.contiguous(Shape.of(2, 3, 4)).strides()).containsExactly(12, 4, 1);
        assertThat(MATRIX.offsetOf(2, 3)).isEqualTo(11);
        assertThat(Layout.contiguous(Shape.SCALAR).offsetOf()).isZero();
    }

    @Test
    void contiguityIgnoresOffsetsAndAxesOfLengthOne() {
        assertThat(MATRIX.slice(0, 1, 3, 1).isContiguous()).isTrue();
        assertThat(MATRIX.slice(1, 0, 3, 1).isContiguous()).isFalse();
        assertThat(MATRIX.slice(0, 0, 1, 1).slice(1, 1, 3, 1).isContiguous()).isTrue();
        assertThat(MATRIX.slice(1, 0, 0, 1).isContiguous()).isTrue();
        assertThat(Layout.of(Shape.of(3, 1), new long[] {1, 99}, 5).isContiguous())
                .isTrue();
    }

    @Test
    void denseMeansAPermutationOfContiguous() {
        assertThat(MATRIX.permute(1, 0).isDense()).isTrue();
        assertThat(Layout.contiguous(Shape.of(2, 3, 4)).permute(2, 0, 1).isDense())
                .isTrue();
        assertThat(MATRIX.slice(1, 0, 3, 1).isDense()).isFalse();
        assertThat(MATRIX.flip(0).isDense()).isFalse();
        assertThat(Layout.contiguous(Shape.of(1, 4)).expand(Shape.of(3, 4)).isDense())
                .isFalse();
        assertThat(Layout.of(Shape.of(2, 2), new long[] {1, 1}, 0).isDense()).isFalse();
    }

    @Test
    void reshapeIsAViewOnlyWhereStridesAllow() {
        assertThat(MATRIX.permute(1, 0).reshape(Shape.of(12))).isNull();
        assertThat(MATRIX.permute(1, 0).reshape(Shape.of(2, 2, 3)))
                .isEqualTo(Layout.of(Shape.of(2, 2, 3), new long[] {2, 1, 4}, 0));
        assertThat(MATRIX.slice(1, 0, 2, 1).reshape(Shape.of(3, 2, 1))).isNotNull();
        assertThat(MATRIX.permute(1, 0).slice(0, 0, 0, 1).reshape(Shape.of(0, 9)))
                .isNotNull();
        assertThatThrownBy(() -> MATRIX.reshape(Shape.of(5, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3, 4] to [5, 2] (12 vs 10)");
    }

    @Test
    void sliceRefusesRangesBeyondTheAxis() {
        assertThat(MATRIX.slice(1, -3, -1, 1).shape()).isEqualTo(Shape.of(3, 2));
        assertThat(MATRIX.slice(1, 0, 4, 3).shape()).isEqualTo(Shape.of(3, 2));
        assertThatThrownBy(() -> MATRIX.slice(1, 0, 5, 1)).hasMessageContaining("length 4");
        assertThatThrownBy(() -> MATRIX.slice(1, 3, 2, 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> MATRIX.slice(1, -5, 2, 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> MATRIX.slice(1, 0, 4, 0)).hasMessageContaining("flip");
        assertThatThrownBy(() -> MATRIX.slice(1, 0, 4, -1)).hasMessageContaining("step -1");
    }

    @Test
    void hugeStepsDoNotOverflow() {
        Layout one = MATRIX.slice(1, 1, 4, Long.MAX_VALUE);
        assertThat(one.shape()).isEqualTo(Shape.of(3, 1));
        assertThat(one.offsetOf(2, 0)).isEqualTo(9);
        assertThat(one.stride(1)).isEqualTo(1);
    }

    @Test
    void otherViewsRefuseWhatTheyCannotDo() {
        assertThatThrownBy(() -> MATRIX.select(0, 3)).hasMessageContaining("index 3");
        assertThatThrownBy(() -> MATRIX.squeeze(0)).hasMessageContaining("length 3");
        assertThatThrownBy(() -> MATRIX.permute(0, 0)).hasMessageContaining("twice");
        assertThatThrownBy(() -> MATRIX.permute(0)).hasMessageContaining("names 1 axes");
        assertThatThrownBy(() -> MATRIX.expand(Shape.of(6, 4))).hasMessageContaining("[3, 4]");
        assertThatThrownBy(() -> MATRIX.offsetOf(0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> MATRIX.offsetOf(0, -1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Layout.of(Shape.of(3), new long[] {1, 1}, 0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Layout.of(Shape.of(3), new long[] {Long.MAX_VALUE}, 0))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void extentCoversEveryElementTouched() {
        Layout flipped = MATRIX.flip(0).slice(1, 1, 3, 1);
        assertThat(flipped.lowest()).isEqualTo(1);
        assertThat(flipped.highest()).isEqualTo(10);
        Layout empty = MATRIX.slice(0, 1, 1, 1);
        assertThat(empty.highest() - empty.lowest() + 1).isZero();
    }

    @Test
    void whereNothingStandsNothingMoves() {
        Layout empty = Layout.contiguous(Shape.of(3, 0, 2));
        assertThat(empty.flip(0).flip(2).offset()).isZero();
        assertThat(empty.slice(0, 1, 3, 1).offset()).isZero();
        assertThat(empty.select(2, 1).offset()).isZero();
    }

    @Test
    void equalityIsByShapeStridesAndOffset() {
        assertThat(MATRIX).isEqualTo(Layout.contiguous(Shape.of(3, 4)));
        assertThat(MATRIX.withOffset(7)).isNotEqualTo(MATRIX);
        assertThat(MATRIX.withOffset(7).withOffset(0)).isEqualTo(MATRIX).hasSameHashCodeAs(MATRIX);
        assertThat(MATRIX.flip(0)).isNotEqualTo(MATRIX);
    }
}

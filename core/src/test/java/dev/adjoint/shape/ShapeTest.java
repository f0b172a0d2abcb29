package dev.adjoint.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShapeTest {
    @Test
    void sizeIsTheProductOfTheLengths() {
        assertThat(Shape.of(3, 4, 5).size()).isEqualTo(60);
        assertThat(Shape.SCALAR.size()).isEqualTo(1);
        assertThat(Shape.of(3, 0, 5).size()).isZero();
    }

    @Test
    void lengthsAreCopied() {
        long[] dims = {3, 4};
        Shape shape = Shape.of(dims);
        dims[0] = 99;
        shape.dims()[1] = 99;
        assertThat(shape).isEqualTo(Shape.of(3, 4));
    }

    @Test
    void negativeLengthsAreRefused() {
        assertThatThrownBy(() -> Shape.of(3, -1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3, -1]")
                .hasMessageContaining("reshape");
        assertThatThrownBy(() -> Shape.of(3).with(0, -2)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.of(0, -1)).isInstanceOf(ShapeException.class);
    }

    @Test
    void moreElementsThanALongCountsAreRefused() {
        assertThatThrownBy(() -> Shape.of(1L << 32, 1L << 31))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("64-bit");
        assertThatThrownBy(() -> Shape.of(1L << 40, 1L << 40, 1L << 48)).isInstanceOf(ShapeException.class);
        assertThat(Shape.of(1L << 31, 1L << 31).size()).isEqualTo(1L << 62);
        assertThat(Shape.of(1L << 40, 1L << 40, 0).size()).isZero();
    }

    @Test
    void axesCountFromTheEndToo() {
        Shape shape = Shape.of(3, 4, 5);
        assertThat(shape.dim(-1)).isEqualTo(5);
        assertThat(shape.axis(-3)).isZero();
        assertThat(shape.axes(-1, 0)).containsExactly(0, 2);
    }

    @Test
    void axesOutOfRangeOrNamedTwiceAreRefused() {
        Shape shape = Shape.of(3, 4);
        assertThatThrownBy(() -> shape.dim(2))
                .isInstanceOf(ShapeException.class)
                .hasMessage("axis 2 is out of range for shape [3, 4]: rank 2 has axes -2 to 1.");
        assertThatThrownBy(() -> shape.axis(-3)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Shape.SCALAR.dim(0)).hasMessageContaining("rank 0 has no axes");
        assertThatThrownBy(() -> shape.axes(1, -1))
                .hasMessageContaining("axis 1")
                .hasMessageContaining("twice");
    }

    @Test
    void axesAreInsertedRemovedAndKept() {
        Shape shape = Shape.of(3, 4, 5);
        assertThat(shape.insert(0, 7)).isEqualTo(Shape.of(7, 3, 4, 5));
        assertThat(shape.insert(-1, 7)).isEqualTo(Shape.of(3, 4, 5, 7));
        assertThat(shape.remove(0, -1)).isEqualTo(Shape.of(4));
        assertThat(shape.remove(0, 1, 2)).isEqualTo(Shape.SCALAR);
        assertThat(shape.remove()).isEqualTo(shape);
        assertThat(shape.keep(-2)).isEqualTo(Shape.of(3, 1, 5));
        assertThat(shape.with(1, 0)).isEqualTo(Shape.of(3, 0, 5));
        assertThatThrownBy(() -> shape.insert(4, 1)).hasMessageContaining("-4 to 3");
    }

    @Test
    void oneLengthOfAReshapeFollowsFromTheOthers() {
        assertThat(Shape.of(3, 4).reshaped(2, -1)).isEqualTo(Shape.of(2, 6));
        assertThat(Shape.of(3, 4).reshaped(-1)).isEqualTo(Shape.of(12));
        assertThat(Shape.of(0, 4).reshaped(-1, 2)).isEqualTo(Shape.of(0, 2));
        assertThat(Shape.SCALAR.reshaped(-1, 1)).isEqualTo(Shape.of(1, 1));
        assertThatThrownBy(() -> Shape.of(3, 4).reshaped(5, -1)).hasMessageContaining("no whole length");
        assertThatThrownBy(() -> Shape.of(0).reshaped(0, -1)).hasMessageContaining("any length");
        assertThatThrownBy(() -> Shape.of(4).reshaped(-1, -1)).hasMessageContaining("more than one -1");
        assertThatThrownBy(() -> Shape.of(3, 4).reshaped(5, 2)).hasMessageContaining("(12 vs 10)");
    }

    @Test
    void equalityAndTextAreByLengths() {
        assertThat(Shape.of(3, 4)).hasToString("[3, 4]").hasSameHashCodeAs(Shape.of(3, 4));
        assertThat(Shape.of(3, 4)).isNotEqualTo(Shape.of(4, 3)).isNotEqualTo(Shape.of(3, 4, 1));
        assertThat(Shape.of()).isEqualTo(Shape.SCALAR).hasToString("[]");
    }

    @Test
    void elementTypesKnowTheirSizeAndKind() {
        assertThat(DType.FLOAT32.bytes()).isEqualTo(Float.BYTES);
        assertThat(DType.INT64.bytes()).isEqualTo(Long.BYTES);
        assertThat(DType.BOOL.bytes()).isEqualTo(1);
        assertThat(DType.values()).filteredOn(DType::isFloating).containsExactly(DType.FLOAT32, DType.FLOAT64);
        assertThat(DType.values()).filteredOn(DType::isInteger).containsExactly(DType.INT32, DType.INT64, DType.UINT8);
        assertThat(DType.UINT8).hasToString("uint8");
    }
}

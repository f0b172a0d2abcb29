package dev.adjoint.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArrayTest {
    @ParameterizedTest
    @EnumSource
    void elementsComeBackAsWritten(DType dtype) {
        Array array = Array.allocate(dtype, Shape.of(2, 3));
        assertThat(array.storage().bytes()).isEqualTo(6L * dtype.bytes());
        for (int i = 0; i < 6; i++) {
            array.setLong(i, i % 2);
        }
        array.setDouble(5, 0);
        for (int i = 0; i < 6; i++) {
            assertThat(array.longAt(i)).isEqualTo(i == 5 ? 0 : i % 2);
            assertThat(array.doubleAt(i)).isEqualTo(i == 5 ? 0.0 : i % 2);
        }
    }

    @Test
    void valuesAreConvertedAsJavaCastsThem() {
        Array bytes = Array.allocate(DType.UINT8, Shape.of(2));
        bytes.setLong(0, 200);
        bytes.setDouble(1, 255.9);
        assertThat(bytes.doubleAt(0)).isEqualTo(200);
        assertThat(bytes.longAt(1)).isEqualTo(255);

        Array flags = Array.allocate(DType.BOOL, Shape.of(2));
        flags.setDouble(0, -0.5);
        flags.setLong(1, 256);
        assertThat(flags.longAt(0)).isEqualTo(1);
        assertThat(flags.doubleAt(1)).isEqualTo(1);

        Array floats = Array.allocate(DType.FLOAT32, Shape.of(1));
        floats.setDouble(0, 0.1);
        assertThat(floats.doubleAt(0)).isEqualTo(0.1f);
        floats.setDouble(0, -2.9);
        assertThat(floats.longAt(0)).isEqualTo(-2);

        Array longs = Array.allocate(DType.INT64, Shape.of(1));
        longs.setLong(0, Long.MIN_VALUE + 1);
        assertThat(longs.longAt(0)).isEqualTo(Long.MIN_VALUE + 1);

        Array ints = Array.allocate(DType.INT32, Shape.of(1));
        ints.setDouble(0, 1e20);
        assertThat(ints.longAt(0)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void viewsShareTheStorage() {
        Array array = Array.allocate(DType.FLOAT64, Shape.of(3, 4));
        Array view = array.with(array.layout().permute(1, 0).slice(0, 1, 3, 1));
        array.setDouble(array.layout().offsetOf(2, 1), 42);
        assertThat(view.doubleAt(view.layout().offsetOf(0, 2))).isEqualTo(42);
        assertThat(view.byteOffset()).isEqualTo(8);
        assertThat(view.address()).isEqualTo(array.address() + 8);
        assertThat(view.isContiguous()).isFalse();
        assertThat(view.size()).isEqualTo(6);
        assertThat(view.shape()).isEqualTo(Shape.of(2, 3));
    }

    @Test
    void layoutsBeyondTheStorageAreRefused() {
        Array array = Array.allocate(DType.INT32, Shape.of(4));
        assertThatThrownBy(() -> array.with(Layout.contiguous(Shape.of(5))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("0 to 4")
                .hasMessageContaining("holds 4");
        assertThatThrownBy(() -> array.with(Layout.of(Shape.of(2), new long[] {-1}, 0)))
                .isInstanceOf(ShapeException.class);
        assertThat(array.with(array.layout().flip(0)).size()).isEqualTo(4);
    }

    @Test
    void arraysWithoutElementsAndOfRankZeroAreArrays() {
        assertThat(Array.allocate(DType.FLOAT32, Shape.of(3, 0)).storage().bytes())
                .isZero();
        Array scalar = Array.allocate(DType.FLOAT32, Shape.SCALAR);
        scalar.setDouble(0, 1.5);
        assertThat(scalar.doubleAt(scalar.layout().offsetOf())).isEqualTo(1.5);
    }

    @Test
    void aLayoutOfChoiceTakesJustTheMemoryItTouches() {
        Layout columns = Layout.contiguous(Shape.of(4, 3)).permute(1, 0);
        Array array = Array.allocate(DType.FLOAT32, columns);
        assertThat(array.layout()).isEqualTo(columns);
        assertThat(array.storage().bytes()).isEqualTo(48);
    }

    @Test
    void impossibleSizesAreRefusedByName() {
        assertThatThrownBy(() -> Array.allocate(DType.FLOAT64, Shape.of(1L << 31, 1L << 31)))
                .isInstanceOf(OutOfNativeMemoryException.class)
                .hasMessageContaining("float64");
    }

    @Test
    void useAfterTheScopeIsAnException() {
        Array array;
        try (var _ = Scope.open()) {
            array = Array.allocate(DType.FLOAT32, Shape.of(2));
        }
        assertThatThrownBy(() -> array.doubleAt(0)).isInstanceOf(ReleasedException.class);
        assertThatThrownBy(() -> array.setLong(0, 1)).isInstanceOf(ReleasedException.class);
        assertThatThrownBy(array::address).isInstanceOf(ReleasedException.class);
    }
}

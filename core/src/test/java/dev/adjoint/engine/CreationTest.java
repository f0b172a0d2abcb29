package dev.adjoint.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tensors made from formulas of the index. */
class CreationTest {

    @Test
    void rangesStopBeforeTheirEnd() {
        assertThat(Tensor.arange(2, 6).longs()).containsExactly(2, 3, 4, 5);
        assertThat(Tensor.arange(0, 7, 3).longs()).containsExactly(0, 3, 6);
        assertThat(Tensor.arange(5, 0, -2).longs()).containsExactly(5, 3, 1);
        assertThat(Tensor.arange(3, 3).size()).isZero();
        assertThat(Tensor.arange(3, 0).size()).isZero();
        assertThat(Tensor.arange(0, 1, 0.25, DType.FLOAT64).doubles()).containsExactly(0, 0.25, 0.5, 0.75);
        assertThat(Tensor.arange(1, -1, -1, DType.INT32).longs()).containsExactly(1, 0);
        assertThatThrownBy(() -> Tensor.arange(0, 5, 0)).hasMessageContaining("in steps of 0.0");
        assertThatThrownBy(() -> Tensor.arange(0, Double.NaN, 1, DType.FLOAT32)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Tensor.arange(0, 1, 0.25, DType.INT32)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.arange(Long.MIN_VALUE, Long.MAX_VALUE)).hasMessageStartingWith("arange: ");
    }

    @Test
    void evenlySpacedNumbersHaveBothEnds() {
        Tensor x = Tensor.linspace(0.1, 0.7, 7, DType.FLOAT64);
        assertThat(x.at(0)).isEqualTo(0.1);
        assertThat(x.at(6)).isEqualTo(0.7);
        assertThat(x.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(Tensor.linspace(1, 0, 3).floats()).containsExactly(1, 0.5f, 0);
        assertThatThrownBy(() -> Tensor.linspace(0, 1, 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.linspace(0, 1, 3, DType.INT64)).isInstanceOf(DTypeException.class);
    }

    @Test
    void identitiesMayBeOblongAndOfAnyType() {
        assertThat(Tensor.eye(2).floats()).containsExactly(1, 0, 0, 1);
        assertThat(Tensor.eye(DType.INT32, 2, 3).longs()).containsExactly(1, 0, 0, 0, 1, 0);
        assertThat(Tensor.eye(DType.BOOL, 3, 2).booleans()).containsExactly(true, false, false, true, false, false);
        assertThat(Tensor.ones(DType.BOOL, 2, 2).tril().longs()).containsExactly(1, 0, 1, 1);
    }

    @Test
    void alikesTakeTypeAndShape() {
        Tensor x = Tensor.of(new long[] {1, 2, 3, 4}, 2, 2);
        assertThat(x.zerosLike().type()).isEqualTo(x.type());
        assertThat(x.onesLike().longs()).containsOnly(1);
        assertThat(x.transpose().fullLike(7).isContiguous()).isTrue();
        assertThatThrownBy(() -> x.fullLike(0.5)).isInstanceOf(DTypeException.class);
    }

    @Test
    void gridsAreViewsOfTheirAxes() {
        Tensor row = Tensor.of(1f, 2f);
        List<Tensor> grid = Tensor.meshgrid(row, Tensor.of(5f, 6f, 7f));
        assertThat(grid.get(0).floats()).containsExactly(1, 1, 1, 2, 2, 2);
        assertThat(grid.get(1).floats()).containsExactly(5, 6, 7, 5, 6, 7);
        assertThat(grid.get(0).array().storage()).isSameAs(row.array().storage());
    }

    @Test
    void listsOfNoTensorsAreRefused() {
        assertThatThrownBy(() -> Tensor.stack(0, List.of()))
                .hasMessage("stack: no tensor was given. Give at least one.");
        assertThatThrownBy(() -> Tensor.concat(0, List.of())).hasMessageStartingWith("concat: no tensor");
    }
}

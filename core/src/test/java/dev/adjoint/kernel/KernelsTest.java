package dev.adjoint.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Pointwise;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KernelsTest {

    private final Kernels kernels = Kernels.of();

    @Test
    void sameTypesAndLayoutsAreLookedUpOnce() {
        Array x = Tensor.zeros(2, 3).array();
        Launch first = kernels.find(new Movement.Copy(), x);
        assertThat(kernels.find(new Movement.Copy(), Tensor.ones(2, 3).array())).isSameAs(first);
        assertThat(kernels.lookups()).isEqualTo(1);
        assertThat(first.type(0)).isEqualTo(new TensorType(DType.FLOAT32, Shape.of(2, 3)));
        assertThat(kernels.find(
                        new Movement.Copy(), Tensor.zeros(3, 2).transpose().array()))
                .isNotSameAs(first);
        assertThat(kernels.find(
                        new Movement.Copy(), Tensor.zeros(DType.FLOAT64, 2, 3).array()))
                .isNotSameAs(first);
        assertThat(kernels.lookups()).isEqualTo(3);
    }

    @Test
    void manyInputsOfOtherTypesAreToldApart() {
        Array[] parts = new Array[80];
        Arrays.fill(parts, Tensor.zeros(2).array());
        kernels.find(new Movement.Concat(0), parts);
        parts[0] = Tensor.zeros(DType.INT32, 2).array();
        assertThatThrownBy(() -> kernels.find(new Movement.Concat(0), parts)).isInstanceOf(DTypeException.class);
    }

    @Test
    void numbersThatDoNotSuitWholeElementsAreRefusedAfterOnesThatDo() {
        Array x = Tensor.zeros(DType.INT32, 4).array();
        PointwiseOp twice = Pointwise.MUL.function().scalarRight().with(2);
        PointwiseOp half = Pointwise.MUL.function().scalarRight().with(0.5);
        kernels.find(twice, x);
        assertThat(kernels.find(twice, x).type(0).dtype()).isEqualTo(DType.INT32);
        assertThatThrownBy(() -> kernels.find(half, x)).isInstanceOf(DTypeException.class);
    }
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.values;
import static dev.adjoint.kernel.vector.ReductionKernelTest.assertClose;
import static dev.adjoint.kernel.vector.ReductionKernelTest.byKernel;
import static dev.adjoint.kernel.vector.ReductionKernelTest.byReference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Indexing;
import dev.adjoint.op.Normalisation;
import dev.adjoint.op.Sampling;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowKernelsTest {

    @ParameterizedTest
    @MethodSource("dev.adjoint.kernel.vector.ReductionKernelTest#layouts")
    void softmaxAgreesWithTheReferenceAlongAllAxes(Layout layout) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Array x = values(dtype, layout, 3);
            double unit = dtype == DType.FLOAT32 ? 1e-6 : 1e-13;
            for (int axis = 0; axis < layout.shape().rank(); axis++) {
                for (Primitive op :
                        new Primitive[] {new Normalisation.Softmax(axis), new Normalisation.LogSoftmax(axis)}) {
                    assertClose(op + " " + x, byKernel(op, x), byReference(op, x), unit);
                }
            }
        }
    }

    @Test
    void softmaxNeitherOverflowsNorLosesTheTail() {
        Array x = Array.allocate(DType.FLOAT32, Shape.of(3));
        x.setDouble(0, 1000);
        x.setDouble(1, 1000);
        x.setDouble(2, -1000);
        assertThat(byKernel(new Normalisation.Softmax(0), x)).containsExactly(0.5, 0.5, 0);
        assertThat(byKernel(new Normalisation.LogSoftmax(0), x)[2]).isEqualTo((float) (-2000 - Math.log(2)));
        x.setDouble(1, Double.NaN);
        assertThat(byKernel(new Normalisation.Softmax(0), x)).containsOnly(Double.NaN);
    }

    @Test
    void rowsAreTakenAsTheReferenceTakesThem() {
        Array index = Array.allocate(DType.INT64, Shape.of(4, 25));
        for (int i = 0; i < 100; i++) {
            index.setLong(i, i * 7 % 30);
        }
        Layout whole = Layout.contiguous(Shape.of(60, 3, 11));
        for (DType dtype : DType.values()) {
            for (Layout layout : new Layout[] {whole, whole.slice(0, 0, 60, 2), whole.slice(0, 30, 60, 1)}) {
                Array x = values(dtype, layout, 2);
                Primitive take = new Indexing.Take(0);
                assertThat(byKernel(take, x, index)).isEqualTo(byReference(take, x, index));
            }
        }
    }

    @Test
    void indicesOutsideAreRefusedBeforeAnythingIsRead() {
        Array x = values(DType.FLOAT32, Layout.contiguous(Shape.of(5, 3)), 1);
        Array index = Array.allocate(DType.INT32, Shape.of(2));
        index.setLong(0, 1);
        index.setLong(1, 5);
        assertThatThrownBy(() -> byKernel(new Indexing.Take(0), x, index))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("index 5 does not lie in axis 0 of length 5");
    }

    @Test
    void randomNumbersAreThoseOfTheReference() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            TensorType type = new TensorType(dtype, Shape.of(7, 1000));
            Primitive uniform = new Sampling.Uniform(type, Generator.seed(3).next());
            Primitive normal = new Sampling.Normal(type, Generator.seed(4).next());
            assertThat(byKernel(uniform)).isEqualTo(byReference(uniform));
            assertThat(byKernel(normal)).isEqualTo(byReference(normal));
        }
    }
}

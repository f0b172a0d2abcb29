package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.values;
import static dev.adjoint.kernel.vector.ReductionKernelTest.byKernel;
import static dev.adjoint.kernel.vector.ReductionKernelTest.byReference;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Indexing;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Writing at places named by an index, with more elements than one part takes and almost all of them at the same few places:
 * cut along an axis that the indices run along, parts would write to each other's places, and sums would come in another order.
 */
class IndexKernelTest {

    /** Four parts and more, which two threads do not take in order. */
    private static final long LONG = 1 << 14;

    private static final long SHORT = 8;
    private static final long PLACES = 3;

    private final int threads = Workers.threads();

    @AfterEach
    void restoreThreads() {
        Workers.resize(threads);
    }

    private static Array indices(Shape shape) {
        Array index = Array.allocate(DType.INT64, shape);
        for (long i = 0; i < index.size(); i++) {
            index.setLong(i, i * 7 % PLACES);
        }
        return index;
    }

    private static void assertAsTheReference(Primitive op, Array... inputs) {
        double[] expected = byReference(op, inputs);
        for (int parallel = 1; parallel <= 2; parallel++) {
            Workers.resize(parallel);
            for (int round = 0; round < 5; round++) {
                assertThat(byKernel(op, inputs))
                        .as("%s, %s threads", op, parallel)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void elementsAreAddedInOrder() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT32}) {
            for (int axis = 0; axis < 3; axis++) {
                Shape shape = Shape.of(SHORT, 2, SHORT).with(axis, LONG / 2);
                Array values = values(dtype, Layout.contiguous(shape), 1);
                Primitive add = new Indexing.ScatterAdd(axis, shape.with(axis, PLACES));
                assertAsTheReference(add, indices(shape), values);
            }
        }
    }

    @Test
    void theLastElementWins() {
        for (int axis = 0; axis < 2; axis++) {
            Shape shape = Shape.of(SHORT, SHORT).with(axis, LONG);
            Array values = values(DType.FLOAT32, Layout.contiguous(shape), 1);
            Array background = values(DType.FLOAT32, Layout.contiguous(shape.with(axis, PLACES)), 2);
            assertAsTheReference(new Indexing.Scatter(axis), background, indices(shape), values);
        }
    }

    @Test
    void slicesAreAddedInOrder() {
        Shape shape = Shape.of(2, LONG / 4, 4, SHORT);
        Array index = indices(Shape.of(LONG / 4, 4));
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64}) {
            Array values = values(dtype, Layout.contiguous(shape), 1);
            assertAsTheReference(new Indexing.AddSlices(1, PLACES), index, values);
        }
    }
}

package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Numbers.assertLikeReference;
import static dev.adjoint.kernel.onednn.Numbers.channelsLast;
import static dev.adjoint.kernel.onednn.Numbers.of;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolingKernelTest {

    @BeforeAll
    static void library() {
        Numbers.assumeLibrary();
    }

    @ParameterizedTest(name = "n={0} c={1} h={2} w={3} kernel={4}x{5} stride={6} padding={7}")
    @CsvSource({
        "1, 1, 2, 2, 2, 2, 2, 0",
        "2, 3, 7, 5, 2, 2, 2, 0",
        "3, 16, 8, 8, 2, 2, 2, 0",
        "2, 17, 9, 9, 3, 3, 1, 1",
        "2, 5, 10, 7, 3, 2, 2, 1",
        "2, 33, 6, 6, 3, 3, 3, 0",
        "1, 4, 5, 5, 5, 5, 1, 2",
        "29, 16, 12, 12, 2, 2, 2, 0"
    })
    void equalsTheReferenceInEveryLayout(long n, long c, long h, long w, long kh, long kw, long stride, long padding) {
        Window window = Window.of(kh, kw).stride(stride).padding(padding);
        Shape images = Shape.of(n, c, h, w);
        Shape results = window.over(images, c);
        Array one = of(9, 1);

        for (Array x : new Array[] {of(1, images.dims()), channelsLast(2, images.dims())}) {
            assertLikeReference(new Pooling.Max(window), x);
            assertNear(new Pooling.Average(window), x);
            Array places = Numbers.run(new Pooling.Max(window), x)[1];
            for (Array dy : new Array[] {
                of(3, results.dims()), channelsLast(4, results.dims()), one.with(Layout.of(results, new long[4], 0))
            }) {
                assertLikeReference(new Pooling.Unpool(window, images), dy, places);
                assertNear(new Pooling.Spread(window, images), dy);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -0.0f})
    void treatsSpecialNumbersAsTheReferenceDoes(float special) {
        Window window = Window.of(2, 2);
        Array x = channelsLast(1, 4, 3, 6, 6);
        for (long i = 0; i < x.size(); i += 5) {
            x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, special);
        }
        for (long i = 108; i < 216; i++) {
            x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, i, special);
        }

        assertLikeReference(new Pooling.Max(window), x);
    }

    @Test
    void unpoolsToPlacesThatItDidNotFindItself() {
        Window window = Window.of(2, 2);
        Shape images = Shape.of(1, 2, 4, 4);
        Array dy = channelsLast(1, 1, 2, 2, 2);
        Array places = Array.allocate(DType.INT32, Strides.channelsLast(dy.shape()));
        for (int i = 0; i < 8; i++) {
            places.setLong(i, 15 - i);
        }

        assertLikeReference(new Pooling.Unpool(window, images), dy, places);
    }

    @Test
    void leavesPlacesInOtherLayoutsAndDilationToOthers() {
        Window window = Window.of(2, 2);
        Array dy = of(1, 2, 3, 2, 2);
        Array places = Array.allocate(DType.INT32, dy.shape());
        Pooling unpool = new Pooling.Unpool(window, Shape.of(2, 3, 4, 4));
        Pooling dilated = new Pooling.Max(window.dilation(2));
        Array x = of(2, 2, 3, 8, 8);

        assertThat(find(unpool, dy, places)).isNull();
        assertThat(find(dilated, x)).isNull();
    }

    @Test
    void isTheSameForAnyNumberOfThreads() {
        int threads = Workers.threads();
        Window window = Window.of(3, 3).stride(2).padding(1);
        Array x = channelsLast(1, 23, 32, 40, 40);
        try {
            Workers.resize(1);
            Array[] alone = Numbers.run(new Pooling.Max(window), x);
            Workers.resize(3);
            Array[] together = Numbers.run(new Pooling.Max(window), x);

            assertThat(Numbers.values(together[0])).isEqualTo(Numbers.values(alone[0]));
            assertThat(Numbers.values(together[1])).isEqualTo(Numbers.values(alone[1]));
        } finally {
            Workers.resize(threads);
        }
    }

    private static Object find(Primitive op, Array... inputs) {
        TensorType[] types = Numbers.outputTypes(op, inputs);
        return Numbers.PROVIDER.find(op, inputs, types);
    }

    /** A mean is rounded, so the last bit may differ. */
    static void assertNear(Primitive op, Array... inputs) {
        float[] expected = Numbers.values(Numbers.reference(op, inputs)[0]);
        float[] actual = Numbers.values(Numbers.run(op, inputs)[0]);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("element %d of %s", i, op).isCloseTo(expected[i], within(1e-5f));
        }
    }
}

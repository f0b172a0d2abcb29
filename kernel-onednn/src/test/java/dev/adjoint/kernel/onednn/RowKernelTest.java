package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Numbers.assertLikeReference;
import static dev.adjoint.kernel.onednn.Numbers.of;

import dev.adjoint.Window;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.Shape;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowKernelTest {

    @BeforeAll
    static void library() {
        Numbers.assumeLibrary();
    }

    @ParameterizedTest(name = "n={0} c={1} w={2} o={3} kernel={4} stride={5} padding={6} dilation={7} groups={8}")
    @CsvSource({
        "1, 1, 1, 1, 1, 1, 0, 1, 1",
        "3, 2, 9, 5, 3, 1, 1, 1, 1",
        "2, 16, 50, 32, 7, 1, 3, 1, 1",
        "2, 6, 31, 4, 5, 3, 2, 2, 2",
        "3, 8, 20, 8, 3, 2, 0, 1, 8",
        "2, 32, 7, 48, 3, 1, 1, 1, 1"
    })
    void convolutionsOfRowsEqualTheReference(
            long n, long c, long w, long o, long kernel, long stride, long padding, long dilation, int groups) {
        Window window = Window.convolution(1)
                .over(Shape.of(kernel))
                .stride(stride)
                .padding(padding)
                .dilation(dilation)
                .groups(groups);
        Shape rows = Shape.of(n, c, w);
        Shape filters = Shape.of(o, c / groups, kernel);
        Array filter = of(2, filters.dims());
        Array dy = of(4, window.over(rows, o).dims());

        for (Array x : new Array[] {of(3, rows.dims()), channelsLast(rows)}) {
            assertLikeReference(new Convolution.Forward(window), x, filter);
            assertLikeReference(new Convolution.Forward(window), x, filter, of(1, o));
            assertLikeReference(new Convolution.WeightGradient(window, filters), x, dy);
        }
        assertLikeReference(new Convolution.InputGradient(window, rows), dy, filter);
    }

    @ParameterizedTest(name = "n={0} c={1} w={2} kernel={3} stride={4} padding={5}")
    @CsvSource({"1, 1, 2, 2, 2, 0", "3, 17, 9, 3, 1, 1", "2, 16, 40, 2, 2, 0", "4, 3, 11, 3, 2, 1"})
    void poolingsOfRowsEqualTheReference(long n, long c, long w, long kernel, long stride, long padding) {
        Window window = Window.of(kernel).stride(stride).padding(padding);
        Shape rows = Shape.of(n, c, w);
        Array dy = of(3, window.over(rows, c).dims());

        for (Array x : new Array[] {of(1, rows.dims()), channelsLast(rows)}) {
            assertLikeReference(new Pooling.Max(window), x);
            Array places = Numbers.run(new Pooling.Max(window), x)[1];
            assertLikeReference(new Pooling.Unpool(window, rows), dy, places);
            PoolingKernelTest.assertNear(new Pooling.Average(window), x);
        }
        PoolingKernelTest.assertNear(new Pooling.Spread(window, rows), dy);
    }

    @Test
    void aRowWithWhatIsNotFiniteIsLeftToTheReference() {
        Array x = of(1, 3, 4, 12);
        x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 5, Float.NaN);
        x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 60, Float.NEGATIVE_INFINITY);

        assertLikeReference(new Pooling.Max(Window.of(3).stride(2).padding(1)), x);
    }

    private static Array channelsLast(Shape rows) {
        Array stored = of(5, rows.dim(0), rows.dim(2), rows.dim(1));
        return stored.with(stored.layout().permute(0, 2, 1));
    }
}

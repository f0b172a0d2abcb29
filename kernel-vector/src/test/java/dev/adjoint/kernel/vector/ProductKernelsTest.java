package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Matmul;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products and convolutions against the reference; plain and vector loops against each other bit for bit. */
class ProductKernelsTest {

    private static final VectorProvider PLAIN = new VectorProvider(Warmth.never());
    private static final VectorProvider VECTOR = new VectorProvider(Warmth.always());

    private static double[] run(VectorProvider provider, int threads, Primitive op, Array... inputs) {
        int before = Workers.threads();
        Workers.resize(threads);
        try {
            TensorType[] types = op.infer(types(inputs));
            Kernel kernel = provider.find(op, inputs, types);
            assertThat(kernel).as("a kernel for %s", op).isNotNull();
            Array y = Array.allocate(types[0].dtype(), types[0].shape());
            kernel.run(op, inputs, new Array[] {y});
            return elements(y);
        } finally {
            Workers.resize(before);
        }
    }

    private static TensorType[] types(Array... inputs) {
        return Stream.of(inputs).map(x -> new TensorType(x.dtype(), x.shape())).toArray(TensorType[]::new);
    }

    /** Within some roundings of a sum of so many products of numbers of size 2, and the same bits in every way. */
    private static void check(int summed, Primitive op, Array... inputs) {
        double rounding = inputs[0].dtype() == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        double[] plain = run(PLAIN, 1, op, inputs);
        ReductionKernelTest.assertClose(
                op, plain, ReductionKernelTest.byReference(op, inputs), rounding * (16 + 4 * summed));
        for (int threads = 1; threads <= 3; threads++) {
            assertThat(run(VECTOR, threads, op, inputs))
                    .as("%s, vectors, %d threads", op, threads)
                    .isEqualTo(plain);
        }
        assertThat(run(PLAIN, 2, op, inputs)).as("%s, 2 threads", op).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 13, 1",
        "5, 7, 3",
        "6, 256, 64",
        "7, 257, 65",
        "130, 3, 270",
        "2, 1023, 2",
        "125, 300, 9",
        "1, 207, 300",
        "300, 17, 1",
        "121, 64, 257"
    })
    void matricesOfAwkwardSizesAgreeWithTheReference(int m, int k, int n) {
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            Array a = values(dtype, Layout.contiguous(Shape.of(m, k)), 1);
            Array b = values(dtype, Layout.contiguous(Shape.of(k, n)), 2);
            check(k, new Matmul(), a, b);
            Array at = values(dtype, Layout.contiguous(Shape.of(k, m)).permute(1, 0), 3);
            Array bt = values(dtype, Layout.contiguous(Shape.of(n, k)).permute(1, 0), 4);
            check(k, new Matmul(), at, bt);
        }
    }

    @Test
    void stacksInAnyLayoutAgreeWithTheReference() {
        Layout a = Layout.contiguous(Shape.of(3, 2, 20, 17));
        Layout b = Layout.contiguous(Shape.of(3, 2, 17, 33));
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            check(17, new Matmul(), values(dtype, a, 1), values(dtype, b.flip(2).flip(0), 2));
            Layout stepped = Layout.contiguous(Shape.of(2, 3, 20, 34))
                    .permute(1, 0, 2, 3)
                    .slice(3, 0, 34, 2);
            Layout repeated = Layout.contiguous(Shape.of(17, 33)).expand(b.shape());
            check(17, new Matmul(), values(dtype, stepped, 3), values(dtype, repeated, 4));
        }
    }

    record Images(Window window, Shape images, Shape filters) {
        @Override
        public String toString() {
            return images + " by " + filters + ", stride " + window.stride() + ", padding " + window.padding()
                    + ", dilation " + window.dilation() + ", groups " + window.groups();
        }
    }

    static List<Images> images() {
        Window two = Window.convolution(2);
        return List.of(
                new Images(two, Shape.of(5, 3, 13, 11), Shape.of(7, 3, 3, 3)),
                new Images(two.padding(1), Shape.of(33, 2, 9, 8), Shape.of(9, 2, 3, 3)),
                new Images(two.padding(2, 1).stride(2, 3), Shape.of(3, 2, 12, 15), Shape.of(4, 2, 5, 3)),
                new Images(two.dilation(2).padding(3), Shape.of(2, 2, 9, 10), Shape.of(3, 2, 3, 2)),
                new Images(two.groups(3).stride(2).padding(1), Shape.of(4, 6, 9, 9), Shape.of(9, 2, 3, 3)),
                new Images(two, Shape.of(6, 40, 4, 4), Shape.of(130, 40, 1, 1)),
                new Images(two.padding(4), Shape.of(2, 1, 1, 1), Shape.of(2, 1, 3, 3)),
                new Images(Window.convolution(1).stride(2), Shape.of(40, 3, 301), Shape.of(5, 3, 4)),
                new Images(
                        Window.convolution(3).padding(1).stride(1, 2, 1),
                        Shape.of(2, 2, 4, 5, 6),
                        Shape.of(3, 2, 2, 3, 3)));
    }

    @ParameterizedTest
    @MethodSource("images")
    void convolutionsAndTheirGradientsAgreeWithTheReference(Images shapes) {
        Window window = shapes.window().over(shapes.filters().remove(0, 1));
        Shape results = window.over(shapes.images(), shapes.filters().dim(0));
        int taps = (int) (shapes.filters().size() / shapes.filters().dim(0));
        int positions = (int) (results.size() / results.dim(1));
        for (DType dtype : new DType[] {DType.FLOAT64, DType.FLOAT32}) {
            Array x = values(dtype, Layout.contiguous(shapes.images()), 1);
            Array w = values(dtype, Layout.contiguous(shapes.filters()), 2);
            Array bias =
                    values(dtype, Layout.contiguous(Shape.of(results.dim(1))).flip(0), 3);
            Array dy = values(dtype, Layout.contiguous(results), 4);
            check(taps, new Convolution.Forward(window), x, w, bias);
            check(taps * (int) results.dim(1), new Convolution.InputGradient(window, shapes.images()), dy, w);
            check(positions, new Convolution.WeightGradient(window, shapes.filters()), x, dy);
        }
    }

    @Test
    void convolutionsReadAnyLayout() {
        Window window = Window.convolution(2).over(Shape.of(3, 3)).padding(1).groups(2);
        Shape filters = Shape.of(6, 2, 3, 3);
        Array x = values(
                DType.FLOAT64,
                Layout.contiguous(Shape.of(3, 7, 8, 4)).permute(0, 3, 1, 2).flip(3),
                1);
        Array w = values(
                DType.FLOAT64,
                Layout.contiguous(Shape.of(3, 3, 2, 6)).permute(3, 2, 1, 0).flip(0),
                2);
        Array dy = values(DType.FLOAT64, Layout.contiguous(Shape.of(6, 7, 8)).expand(Shape.of(3, 6, 7, 8)), 3);
        check(18, new Convolution.Forward(window), x, w);
        check(54, new Convolution.InputGradient(window, x.shape()), dy, w);
        check(168, new Convolution.WeightGradient(window, filters), x, dy);
    }

    @Test
    void theVectorLoopIsWarmedOnRequest() {
        for (Products<?> loops : List.of(new FloatProducts(true), new DoubleProducts(true))) {
            assertThat(ProductTrial.run(loops)).as("%s", loops.dtype()).isTrue();
        }
    }

    @Test
    void emptyFactorsAreLeftToTheReference() {
        Array a = Array.allocate(DType.FLOAT64, Shape.of(2, 0));
        Array b = Array.allocate(DType.FLOAT64, Shape.of(0, 3));
        TensorType[] types = new Matmul().infer(types(a, b));
        assertThat(PLAIN.find(new Matmul(), new Array[] {a, b}, types)).isNull();
    }
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.PointwiseKernelTest.elements;
import static dev.adjoint.kernel.vector.PointwiseKernelTest.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Convolutions in machine code against plain loops, bit for bit: random windows, groups and layouts, each length of vectors and
 * several numbers of threads.
 */
class PanelConvolutionTest {

    private static final KernelProvider PLAIN = new VectorProvider(Warmth.never());

    private int threads;

    @BeforeEach
    void onlyWhereThereIsMachineCode() {
        assumeTrue(Processor.current() != null, "no machine code on this machine");
        threads = Workers.threads();
    }

    @AfterEach
    void asManyThreadsAsBefore() {
        Workers.resize(threads);
    }

    private static List<GemmProvider> ways() {
        return Stream.of(Processor.current(), new Processor(false))
                .distinct()
                .map(GemmProvider::new)
                .toList();
    }

    private static double[] run(KernelProvider provider, Primitive op, Array... inputs) {
        TensorType type = op.infer(Stream.of(inputs)
                .map(input -> new TensorType(input.dtype(), input.shape()))
                .toArray(TensorType[]::new))[0];
        Kernel kernel = provider.find(op, inputs, new TensorType[] {type});
        assertThat(kernel).as("a kernel of %s for %s", provider.name(), op).isNotNull();
        Array y = Array.allocate(type.dtype(), kernel.layout(0, type));
        kernel.run(op, inputs, new Array[] {y});
        return elements(y);
    }

    private static void check(Primitive op, Array... inputs) {
        double[] expected = run(PLAIN, op, inputs);
        for (KernelProvider way : ways()) {
            for (int count = 1; count <= 3; count++) {
                Workers.resize(count);
                assertThat(run(way, op, inputs))
                        .as("%s, %s, %d threads, %s", op, way.status(), count, Arrays.toString(inputs))
                        .isEqualTo(expected);
            }
        }
    }

    /** All three products of a convolution, with and without a bias. */
    private static void check(Window window, Layout images, Layout filters, Layout results, DType dtype) {
        Array x = values(dtype, images, 1);
        Array w = values(dtype, filters, 2);
        Array dy = values(dtype, results, 3);
        Array bias = values(dtype, Layout.contiguous(Shape.of(filters.shape().dim(0))), 4);
        check(new Convolution.Forward(window), x, w);
        check(new Convolution.Forward(window), x, w, bias);
        check(new Convolution.InputGradient(window, images.shape()), dy, w);
        check(new Convolution.WeightGradient(window, filters.shape()), x, dy);
    }

    /** Row-major, channels last, or one number for all. */
    private static Layout layout(Random random, Shape shape, boolean mayRepeat) {
        int last = shape.rank() - 1;
        return switch (random.nextInt(5)) {
            case 0 -> {
                int[] order = IntStream.rangeClosed(0, last)
                        .map(axis -> axis == 0 ? 0 : axis == 1 ? last : axis - 1)
                        .toArray();
                long[] lengths = new long[last + 1];
                for (int axis = 0; axis <= last; axis++) {
                    lengths[order[axis]] = shape.dim(axis);
                }
                yield Layout.contiguous(Shape.of(lengths)).permute(order);
            }
            case 1 -> mayRepeat ? Layout.of(shape, new long[last + 1], 0) : Layout.contiguous(shape);
            default -> Layout.contiguous(shape);
        };
    }

    private static void random(Random random, int axes) {
        int[] lengths = {0, 50, 12, 5};
        int groups = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1;
        int most = random.nextInt(4) == 0 ? 40 : 5;
        long[] filters = new long[axes + 2];
        long[] images = new long[axes + 2];
        long[] stride = new long[axes];
        long[] padding = new long[axes];
        long[] dilation = new long[axes];
        images[0] = 1 + random.nextInt(5);
        filters[1] = 1 + random.nextInt(most);
        images[1] = filters[1] * groups;
        filters[0] = (1L + random.nextInt(most)) * groups;
        for (int axis = 0; axis < axes; axis++) {
            stride[axis] = 1 + random.nextInt(2) * random.nextInt(3);
            padding[axis] = random.nextInt(4);
            dilation[axis] = 1 + random.nextInt(2) * random.nextInt(3);
            filters[axis + 2] = 1 + random.nextInt(4);
            long least = (filters[axis + 2] - 1) * dilation[axis] + 1 - 2 * padding[axis];
            images[axis + 2] = Math.max(1, least) + random.nextInt(lengths[axes]);
        }
        Window window = Window.convolution(axes)
                .stride(stride)
                .padding(padding)
                .dilation(dilation)
                .groups(groups)
                .over(Shape.of(filters).remove(0, 1));
        Shape results = window.over(Shape.of(images), filters[0]);
        check(
                window,
                layout(random, Shape.of(images), false),
                layout(random, Shape.of(filters), false),
                layout(random, results, true),
                axes == 3 && random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyWindow(int axes) {
        Random random = new Random(axes);
        for (int i = 0; i < 60; i++) {
            random(random, axes);
        }
    }

    /** More channels, positions and filters than are taken at a time. */
    @Test
    void largeOnesInPieces() {
        Layout wide = Layout.contiguous(Shape.of(2, 3, 2, 1_500));
        Layout few = Layout.contiguous(Shape.of(5, 3, 2, 3));
        Layout flat = Layout.contiguous(Shape.of(2, 5, 1, 1_498));
        check(Window.convolution(2).over(Shape.of(2, 3)), wide, few, flat, DType.FLOAT64);
        Layout small = Layout.contiguous(Shape.of(9, 40, 4, 4));
        Layout many = Layout.contiguous(Shape.of(300, 40, 3, 3));
        Layout all = Layout.contiguous(Shape.of(9, 300, 4, 4));
        check(Window.convolution(2).padding(1).over(Shape.of(3, 3)), small, many, all, DType.FLOAT64);
        Layout plane = Layout.contiguous(Shape.of(3, 4, 40, 37));
        Layout square = Layout.contiguous(Shape.of(20, 4, 3, 3));
        Layout half = Layout.contiguous(Shape.of(3, 20, 20, 19));
        check(Window.convolution(2).padding(1).stride(2).over(Shape.of(3, 3)), plane, square, half, DType.FLOAT64);
    }
}

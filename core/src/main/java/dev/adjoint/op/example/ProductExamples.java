package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Linear;
import dev.adjoint.op.Matmul;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of matrix products, and of convolutions with their two gradients. */
final class ProductExamples {

    /** The largest of the lengths asked for whose square is not too much for plain loops. */
    private static final long LARGE = 207;

    /** Columns for such a square: enough for kernels that decline small products. */
    private static final long WIDE = 35;

    private ProductExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        all.add(Example.of("two matrices", new Matmul(), () -> in(Samples.any(1, 3, 4), Samples.any(2, 4, 2))));
        all.add(Example.of("two stacks", new Matmul(), () -> in(Samples.any(3, 2, 3, 4), Samples.any(4, 2, 4, 2))));
        all.add(Example.of(
                "two batch axes", new Matmul(), () -> in(Samples.any(5, 2, 2, 1, 3), Samples.any(6, 2, 2, 3, 2))));
        all.add(Example.of("one by one", new Matmul(), () -> in(Samples.any(7, 1, 1), Samples.any(8, 1, 1))));
        all.add(Example.of("no inner elements", new Matmul(), () -> in(Samples.any(9, 2, 0), Samples.any(10, 0, 3))));
        all.add(Example.of("no rows", new Matmul(), () -> in(Samples.any(11, 0, 2), Samples.any(12, 2, 3))));
        all.add(Example.of("no stack", new Matmul(), () -> in(Samples.any(13, 0, 2, 2), Samples.any(14, 0, 2, 2))));
        all.add(Example.edge(
                "infinity times zero",
                new Matmul(),
                () -> in(
                        Tensor.of(new double[] {Double.POSITIVE_INFINITY, 1, 2, Double.NaN}, 2, 2),
                        Tensor.of(new double[] {0, 1, 3, 4}, 2, 2))));
        linear(all, "vectors in rows", 4, 3, new long[] {2});
        linear(all, "one vector", 4, 3, new long[] {});
        linear(all, "two axes of vectors", 2, 5, new long[] {3, 2});
        linear(all, "no vectors", 2, 3, new long[] {0});
        linear(all, "no inputs", 3, 0, new long[] {2});
        linear(all, "no outputs", 0, 2, new long[] {3});
        convolutions(all);
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        all.add(Example.of("inner length " + n, new Matmul(), () -> in(Samples.any(1, 3, n), Samples.any(2, n, 2))));
        all.add(Example.of(n + " rows", new Matmul(), () -> in(Samples.any(1, n, 3), Samples.any(2, 3, 5))));
        all.add(Example.of(n + " columns", new Matmul(), () -> in(Samples.any(1, 2, 3), Samples.any(2, 3, n))));
        linear(all, n + " vectors", 3, 5, new long[] {n});
        linear(all, n + " inputs", 3, n, new long[] {2});
        linear(all, n + " outputs", n, 3, new long[] {2});
        if (n <= LARGE) {
            all.add(Example.of(n + " squared", new Matmul(), () -> in(Samples.any(1, n, n), Samples.any(2, n, WIDE))));
            linear(all, n + " squared", WIDE, n, new long[] {n});
        }
        Window window = Window.convolution(2).padding(0, 1);
        Window uneven =
                Window.convolution(2).padding(Shape.of(1, 0), Shape.of(0, 2)).stride(1, 2);
        triple(all, n + " images", window, new long[] {Math.min(n, LARGE), 2, 3, 4}, new long[] {3, 2, 2, 3}, true);
        long channels = Math.min(n, LARGE);
        if (channels > 0) {
            triple(all, n + " columns", window, new long[] {2, 3, 2, n}, new long[] {4, 3, 2, 3}, true);
            triple(all, n + " columns, uneven", uneven, new long[] {2, 2, 2, n}, new long[] {3, 2, 2, 3}, true);
            long[] line = {2, 2, n + 2};
            triple(all, n + " along one axis", Window.convolution(1).stride(2), line, new long[] {3, 2, 3}, true);
            long[] box = {1, 2, 2, 3, n};
            triple(all, n + " deep", Window.convolution(3).padding(1), box, new long[] {2, 2, 2, 3, 2}, true);
            triple(all, n + " channels", window, new long[] {1, channels, 3, 3}, new long[] {2, channels, 2, 3}, true);
        }
        return all;
    }

    /** The affine map of some vectors, and what its weight and bias get. */
    private static void linear(List<Example> all, String label, long outputs, long inputs, long[] vectors) {
        Shape x = Shape.of(vectors).insert(vectors.length, inputs);
        Shape y = x.with(-1, outputs);
        all.add(Example.of(
                label,
                new Linear(),
                () -> in(Samples.any(1, x.dims()), Samples.any(2, outputs, inputs), Samples.any(3, outputs))));
        all.add(Example.of(label, new Linear.Gradient(), () -> in(Samples.any(4, y.dims()), Samples.any(1, x.dims()))));
    }

    private static void convolutions(List<Example> all) {
        Window plain = Window.convolution(2);
        long[] image = {2, 2, 5, 4};
        triple(all, "plain", plain, image, new long[] {3, 2, 3, 2}, true);
        triple(all, "without bias", plain, image, new long[] {3, 2, 3, 2}, false);
        triple(all, "one by one", plain, image, new long[] {3, 2, 1, 1}, false);
        triple(all, "stride and padding", plain.stride(2, 1).padding(1, 2), image, new long[] {2, 2, 3, 3}, true);
        triple(all, "dilation", plain.dilation(2, 1).padding(1), image, new long[] {2, 2, 2, 3}, true);
        triple(all, "stride that leaves a rest", plain.stride(3), image, new long[] {1, 2, 2, 2}, false);
        triple(
                all,
                "more padding after",
                plain.padding(Shape.of(0, 1), Shape.of(2, 3)).stride(2),
                image,
                new long[] {2, 2, 3, 2},
                true);
        triple(
                all,
                "as many positions as pixels",
                plain.over(Shape.of(2, 3)).dilation(1, 2).same(),
                image,
                new long[] {2, 2, 2, 3},
                false);
        triple(all, "a rest with filters of its own", plain.stride(3).ceil(true), image, new long[] {1, 2, 2, 2}, true);
        triple(all, "groups", plain.groups(2), new long[] {1, 4, 3, 3}, new long[] {6, 2, 2, 2}, true);
        triple(all, "a filter per channel", plain.groups(3), new long[] {2, 3, 3, 3}, new long[] {3, 1, 2, 2}, false);
        triple(all, "no images", plain, new long[] {0, 2, 3, 3}, new long[] {2, 2, 2, 2}, true);
        triple(all, "no channels out", plain, new long[] {1, 2, 3, 3}, new long[] {0, 2, 2, 2}, false);
        triple(all, "one axis", Window.convolution(1).stride(2), new long[] {2, 2, 6}, new long[] {2, 2, 3}, true);
        triple(all, "three axes", Window.convolution(3), new long[] {1, 1, 2, 3, 3}, new long[] {2, 1, 2, 2, 2}, true);
    }

    /** The convolution and its two gradients on one set of shapes. */
    private static void triple(
            List<Example> all, String label, Window window, long[] image, long[] filters, boolean bias) {
        long[] kernel = new long[window.axes()];
        System.arraycopy(filters, 2, kernel, 0, kernel.length);
        Window over = window.over(Shape.of(kernel));
        long[] result = over.over(Shape.of(image), filters[0]).dims();
        all.add(Example.of(
                label,
                new Convolution.Forward(over),
                () -> bias
                        ? in(Samples.any(20, image), Samples.any(21, filters), Samples.any(22, filters[0]))
                        : in(Samples.any(20, image), Samples.any(21, filters))));
        all.add(Example.of(
                label,
                new Convolution.InputGradient(over, Shape.of(image)),
                () -> in(Samples.any(23, result), Samples.any(21, filters))));
        all.add(Example.of(
                label,
                new Convolution.WeightGradient(over, Shape.of(filters)),
                () -> in(Samples.any(20, image), Samples.any(23, result))));
    }

    static List<Refusal> refusals() {
        Window window = Window.convolution(2).over(Shape.of(2, 2));
        Convolution.Forward convolution = new Convolution.Forward(window);
        return List.of(
                new Refusal(
                        "inner lengths that differ",
                        new Matmul(),
                        () -> in(Tensor.zeros(3, 4), Tensor.zeros(5, 4)),
                        ShapeException.class,
                        "Did you mean b.transpose()?"),
                new Refusal(
                        "a vector",
                        new Matmul(),
                        () -> in(Tensor.zeros(3, 4), Tensor.zeros(4)),
                        ShapeException.class,
                        "[4]"),
                new Refusal(
                        "stacks of unlike height",
                        new Matmul(),
                        () -> in(Tensor.zeros(2, 3, 4), Tensor.zeros(3, 4, 2)),
                        ShapeException.class,
                        "batch"),
                new Refusal(
                        "whole numbers",
                        new Matmul(),
                        () -> in(Tensor.of(new int[4], 2, 2), Tensor.of(new int[4], 2, 2)),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "a weight of another length",
                        new Linear(),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(4, 2), Tensor.zeros(4)),
                        ShapeException.class,
                        "[4, 2]"),
                new Refusal(
                        "a bias of another length",
                        new Linear(),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(4, 3), Tensor.zeros(3)),
                        ShapeException.class,
                        "bias [3] for 4 outputs"),
                new Refusal(
                        "a bias of another type",
                        new Linear(),
                        () -> in(
                                Tensor.zeros(2, 3),
                                Tensor.zeros(4, 3),
                                Tensor.zeros(4).cast(DType.FLOAT64)),
                        DTypeException.class,
                        "float64"),
                new Refusal(
                        "fewer gradients than vectors",
                        new Linear.Gradient(),
                        () -> in(Tensor.zeros(2, 4), Tensor.zeros(3, 3)),
                        ShapeException.class,
                        "[2, 4]"),
                new Refusal(
                        "channels that differ",
                        convolution,
                        () -> in(Tensor.zeros(1, 3, 4, 4), Tensor.zeros(2, 2, 2, 2)),
                        ShapeException.class,
                        "3 vs 2"),
                new Refusal(
                        "filters of another size than the window's",
                        convolution,
                        () -> in(Tensor.zeros(1, 2, 4, 4), Tensor.zeros(2, 2, 3, 3)),
                        ShapeException.class,
                        "[2, 2, 3, 3]"),
                new Refusal(
                        "an image smaller than the window",
                        convolution,
                        () -> in(Tensor.zeros(1, 2, 1, 4), Tensor.zeros(2, 2, 2, 2)),
                        ShapeException.class,
                        "length 1"),
                new Refusal(
                        "a bias of another length",
                        convolution,
                        () -> in(Tensor.zeros(1, 2, 4, 4), Tensor.zeros(3, 2, 2, 2), Tensor.zeros(2)),
                        ShapeException.class,
                        "bias [2]"),
                new Refusal(
                        "a gradient of another shape",
                        new Convolution.InputGradient(window, Shape.of(1, 2, 4, 4)),
                        () -> in(Tensor.zeros(1, 2, 4, 4), Tensor.zeros(2, 2, 2, 2)),
                        ShapeException.class,
                        "[1, 2, 3, 3]"),
                new Refusal(
                        "a gradient of another shape",
                        new Convolution.WeightGradient(window, Shape.of(2, 2, 2, 2)),
                        () -> in(Tensor.zeros(1, 2, 4, 4), Tensor.zeros(1, 2, 4, 4)),
                        ShapeException.class,
                        "[1, 2, 3, 3]"));
    }
}

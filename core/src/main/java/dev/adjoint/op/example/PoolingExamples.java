package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of pooling, with what puts gradients back where maxima stood. */
final class PoolingExamples {

    private PoolingExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        family(all, "side by side", Window.of(2, 2), 2, 2, 4, 4);
        family(all, "a rest at the end", Window.of(2, 3), 1, 2, 5, 7);
        family(all, "overlapping", Window.of(3, 2).stride(1), 1, 2, 4, 4);
        family(all, "padding", Window.of(3, 3).stride(2).padding(1), 2, 1, 5, 4);
        family(all, "dilation", Window.of(2, 2).stride(1).dilation(2), 1, 1, 4, 5);
        family(all, "more padding after", Window.of(3, 2).padding(Shape.of(1, 0), Shape.of(2, 1)), 1, 2, 4, 4);
        family(all, "a rest with a window of its own", Window.of(2, 3).stride(2).ceil(true), 1, 2, 5, 6);
        family(all, "one axis", Window.of(3), 2, 2, 7);
        family(all, "three axes", Window.of(2, 1, 2), 1, 1, 2, 2, 4);
        family(all, "no images", Window.of(2, 2), 0, 2, 4, 4);
        all.add(Example.edge(
                "ties: the first one wins",
                new Pooling.Max(Window.of(2, 2)),
                () -> in(Tensor.of(new double[] {1, 1, -0.0, 0, 1, 1, 0, -0.0}, 1, 1, 2, 4))));
        all.add(Example.edge(
                "infinities and NaN",
                new Pooling.Max(Window.of(1, 2)),
                () -> in(Tensor.of(
                        new double[] {
                            Double.NEGATIVE_INFINITY,
                            Double.NEGATIVE_INFINITY,
                            1,
                            Double.NaN,
                            Double.POSITIVE_INFINITY,
                            3
                        },
                        1,
                        1,
                        1,
                        6))));
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        Window window = Window.of(2, 3).padding(1).stride(2, 1);
        if (n > 0) {
            family(all, n + " columns", window, 2, 2, 3, n);
            family(all, n + " columns, the rest too", window.stride(2, 2).ceil(true), 2, 2, 3, n + 1);
            family(all, n + " along one axis", Window.of(3).stride(2), 2, 2, n + 2);
            family(all, n + " deep", Window.of(2, 2, 1), 1, 2, 2, 3, n);
        }
        family(all, n + " channels", Window.of(2, 2), 1, Math.min(n, 207), 4, 4);
        return all;
    }

    /** Both poolings and their transposes on one set of shapes. */
    private static void family(List<Example> all, String label, Window window, long... lengths) {
        Shape image = Shape.of(lengths);
        long[] result = window.over(image, image.dim(1)).dims();
        all.add(Example.of(label, new Pooling.Max(window), () -> in(Samples.any(1, lengths))));
        all.add(Example.of(label, new Pooling.Average(window), () -> in(Samples.any(2, lengths))));
        all.add(Example.of(label, new Pooling.Spread(window, image), () -> in(Samples.any(3, result))));
        all.add(Example.of(
                label, new Pooling.Unpool(window, image), () -> in(Samples.any(4, result), places(window, lengths))));
        all.add(Example.of(
                label, new Pooling.Pick(window), () -> in(Samples.any(5, lengths), places(window, lengths))));
    }

    private static Tensor places(Window window, long... lengths) {
        return new Pooling.Max(window).apply(Samples.any(6, lengths))[1];
    }

    static List<Refusal> refusals() {
        Window window = Window.of(2, 2);
        Shape image = Shape.of(1, 1, 4, 4);
        return List.of(
                new Refusal(
                        "an image without channels",
                        new Pooling.Max(window),
                        () -> in(Tensor.zeros(4, 4)),
                        ShapeException.class,
                        "[4, 4]"),
                new Refusal(
                        "more padding than half of the window",
                        new Pooling.Average(window.padding(2)),
                        () -> in(Tensor.zeros(1, 1, 4, 4)),
                        ShapeException.class,
                        "padding [2, 2]"),
                new Refusal(
                        "a dilated window that sees padding only",
                        new Pooling.Max(Window.of(2).dilation(3).padding(1)),
                        () -> in(Tensor.zeros(1, 1, 2)),
                        ShapeException.class,
                        "dilation [3]"),
                new Refusal(
                        "an image smaller than the window",
                        new Pooling.Max(window),
                        () -> in(Tensor.zeros(1, 1, 1, 4)),
                        ShapeException.class,
                        "length 1"),
                new Refusal(
                        "whole numbers",
                        new Pooling.Max(window),
                        () -> in(Tensor.zeros(DType.INT32, 1, 1, 4, 4)),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "a gradient of another shape",
                        new Pooling.Spread(window, image),
                        () -> in(Tensor.zeros(1, 1, 4, 4)),
                        ShapeException.class,
                        "[1, 1, 2, 2]"),
                new Refusal(
                        "places of another shape",
                        new Pooling.Unpool(window, image),
                        () -> in(Tensor.zeros(1, 1, 2, 2), Tensor.zeros(DType.INT32, 1, 1, 2, 1)),
                        ShapeException.class,
                        "[1, 1, 2, 1]"),
                new Refusal(
                        "places that are not whole numbers",
                        new Pooling.Pick(window),
                        () -> in(Tensor.zeros(1, 1, 4, 4), Tensor.zeros(1, 1, 2, 2)),
                        DTypeException.class,
                        "float32"),
                new Refusal(
                        "a place outside of its plane",
                        new Pooling.Pick(window),
                        () -> in(Tensor.zeros(1, 1, 4, 4), Tensor.full(16, DType.INT32, 1, 1, 2, 2)),
                        IndexOutOfBoundsException.class,
                        "16"));
    }
}

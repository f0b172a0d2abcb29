package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** Samples of what the language composes of convolutions, poolings and their places. */
final class WindowExamples {

    private static final long[] SIDES = {5, 4, 3};

    private WindowExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (int axes = 1; axes <= 3; axes++) {
            convolutions(all, axes);
            pools(all, axes);
        }
        for (long[] lengths : new long[][] {{2, 2}, {3, 5}, {1, 1}, {2, 1}}) {
            String to = "to " + Arrays.toString(lengths);
            image(all, "adaptive_avg_pool", to, x -> x.adaptiveAvgPool(lengths));
            image(all, "adaptive_max_pool", to, x -> x.adaptiveMaxPool(lengths));
            image(all, "resize_nearest", to, x -> x.resizeNearest(lengths));
            image(all, "resize_linear", to, x -> x.resizeLinear(false, lengths));
            image(all, "resize_linear", to + ", corners stay", x -> x.resizeLinear(true, lengths));
        }
        image(all, "global_avg_pool", "an image", Tensor::globalAvgPool);
        Window window = Window.of(2, 3).stride(2, 1).padding(1);
        image(all, "unfold", "stride and padding", x -> x.unfold(window));
        image(all, "unfold", "a rest", x -> x.unfold(Window.of(2, 3).ceil(true)));
        one(all, "fold", "stride and padding", x -> x.fold(window, 4, 3), 1, 12, 9);
        one(all, "fold", "a rest", x -> x.fold(Window.of(2, 3).ceil(true), 3, 4), 1, 6, 4);
        one(all, "pixel_shuffle", "by 2", x -> x.pixelShuffle(2), 1, 4, 2, 1);
        one(all, "pixel_unshuffle", "by 2", x -> x.pixelUnshuffle(2), 1, 1, 2, 4);
        all.add(Example.composed(
                "max_unpool",
                "places of another image",
                x -> x[0].maxUnpool(x[1], 4, 4),
                () -> in(Samples.any(1, 1, 2, 2, 2), places(1, 2, 4, 4))));
        all.add(Example.edge(
                "infinity and NaN stay in their bins",
                new Composed("adaptive_avg_pool", x -> in(x[0].adaptiveAvgPool(3))),
                () -> in(Tensor.of(new double[] {Double.POSITIVE_INFINITY, 1, 2, 3, Double.NaN}, 1, 1, 5))));
        return all;
    }

    private static Tensor places(long... lengths) {
        return Samples.any(6, lengths).maxPoolWithPlaces(Window.of(2, 2)).places();
    }

    private static long[] lengths(long first, long second, int axes) {
        long[] lengths = new long[axes + 2];
        lengths[0] = first;
        lengths[1] = second;
        System.arraycopy(SIDES, 0, lengths, 2, axes);
        return lengths;
    }

    private static long[] filled(long first, long second, int axes) {
        long[] lengths = new long[axes + 2];
        Arrays.fill(lengths, 2);
        lengths[0] = first;
        lengths[1] = second;
        return lengths;
    }

    private static void convolutions(List<Example> all, int axes) {
        Window window = Window.convolution(axes).stride(2).padding(1);
        all.add(Example.composed(
                "conv" + axes + "d",
                "stride and padding",
                x -> switch (axes) {
                    case 1 -> x[0].conv1d(x[1], x[2], window);
                    case 2 -> x[0].conv2d(x[1], x[2], window);
                    default -> x[0].conv3d(x[1], x[2], window);
                },
                () -> in(Samples.any(1, lengths(1, 2, axes)), Samples.any(2, filled(3, 2, axes)), Samples.any(3, 3))));
        Window groups = window.groups(2);
        all.add(Example.composed(
                "conv_transpose" + axes + "d",
                "groups and a rest",
                x -> switch (axes) {
                    case 1 -> x[0].convTranspose1d(x[1], x[2], groups, 1);
                    case 2 -> x[0].convTranspose2d(x[1], x[2], groups, 1);
                    default -> x[0].convTranspose3d(x[1], x[2], groups, 1);
                },
                () -> in(Samples.any(1, lengths(1, 2, axes)), Samples.any(2, filled(2, 1, axes)), Samples.any(3, 2))));
    }

    private static void pools(List<Example> all, int axes) {
        long[] kernel = new long[axes];
        Arrays.fill(kernel, 2);
        Window window = Window.of(kernel).padding(1).ceil(true);
        long[] image = lengths(1, 1, axes);
        one(
                all,
                "max_pool" + axes + "d",
                "padding and a rest",
                x -> switch (axes) {
                    case 1 -> x.maxPool1d(window);
                    case 2 -> x.maxPool2d(window);
                    default -> x.maxPool3d(window);
                },
                image);
        one(
                all,
                "avg_pool" + axes + "d",
                "padding and a rest",
                x -> switch (axes) {
                    case 1 -> x.avgPool1d(window);
                    case 2 -> x.avgPool2d(window);
                    default -> x.avgPool3d(window);
                },
                image);
        one(all, "avg_pool", "padding left out, " + axes + " axes", x -> x.avgPool(window, false), image);
    }

    private static void image(List<Example> all, String name, String label, UnaryOperator<Tensor> f) {
        one(all, name, label, f, 1, 2, 4, 3);
    }

    private static void one(List<Example> all, String name, String label, UnaryOperator<Tensor> f, long... lengths) {
        all.add(Example.composed(name, label, x -> f.apply(x[0]), () -> in(Samples.any(1, lengths))));
    }

    static List<Refusal> refusals() {
        List<Refusal> all = new ArrayList<>();
        Window flat = Window.convolution(2);
        Tensor image = Tensor.zeros(1, 2, 4, 5);
        filters(all, "conv1d", "a window over two axes", (x, w) -> x.conv1d(w, null, flat), "2 spatial axes, not 1");
        filters(all, "conv2d", "a bias of another length", (x, w) -> x.conv2d(w, Tensor.zeros(2), flat), "bias [2]");
        filters(
                all,
                "conv2d",
                "a kernel larger than the image",
                (x, w) -> x.conv2d(w, null, flat.dilation(4)),
                "length 4, with padding 0 less than the window's 5");
        filters(
                all,
                "conv3d",
                "images of two axes",
                (x, w) -> x.conv3d(w, null, Window.convolution(3)),
                "[1, 2, 4, 5] x filters [3, 2, 2, 2]");
        filters(
                all,
                "conv_transpose1d",
                "a window over two axes",
                (x, w) -> x.convTranspose1d(w, null, flat),
                "2 spatial axes, not 1");
        filters(all, "conv_transpose2d", "channels that differ", (x, w) -> x.convTranspose2d(w, null, flat), "2 vs 3");
        Tensor two = Tensor.zeros(2, 1, 2, 2);
        filters(
                all,
                "conv_transpose2d",
                "a bias of another length",
                (x, w) -> x.convTranspose2d(two, Tensor.zeros(3), flat),
                "bias [3]");
        filters(
                all,
                "conv_transpose2d",
                "output padding like the stride",
                (x, w) -> x.convTranspose2d(two, null, flat.stride(2), 2, 0),
                "output padding [2, 0]");
        filters(
                all,
                "conv_transpose2d",
                "more padding than there is",
                (x, w) -> x.convTranspose2d(two, null, flat.padding(4)),
                "length -3");
        image(all, "max_pool1d", "a window over two axes", x -> x.maxPool1d(Window.of(2, 2)), "not 1");
        image(all, "avg_pool3d", "a window over two axes", x -> x.avgPool3d(Window.of(2, 2)), "not 3");
        image(
                all,
                "max_unpool",
                "places of another shape",
                x -> x.maxUnpool(Tensor.zeros(DType.INT32, 1, 2, 4, 4), 8, 8),
                "[1, 2, 4, 4]");
        image(all, "max_unpool", "too few lengths", x -> x.maxUnpool(x, 8), "[8]");
        image(all, "adaptive_avg_pool", "too few lengths", x -> x.adaptiveAvgPool(2), "[2]");
        image(all, "adaptive_max_pool", "no bins", x -> x.adaptiveMaxPool(2, 0), "[2, 0]");
        image(all, "resize_nearest", "no pixels", x -> x.resizeNearest(0, 2), "[0, 2]");
        image(all, "resize_linear", "too many lengths", x -> x.resizeLinear(true, 1, 2, 3), "[1, 2, 3]");
        image(all, "global_avg_pool", "vectors", x -> x.flatten(0).globalAvgPool(), "[40]");
        image(all, "unfold", "a window over one axis", x -> x.unfold(Window.of(2)), "1 spatial axes");
        image(
                all,
                "fold",
                "columns of another length",
                x -> x.reshape(1, 8, 5).fold(Window.of(2, 2), 4, 4),
                "4 positions");
        image(all, "pixel_shuffle", "channels that are no squares", x -> x.pixelShuffle(2), "multiple of 4");
        image(all, "pixel_unshuffle", "a side that does not divide", x -> x.pixelUnshuffle(2), "[1, 2, 4, 5]");
        all.add(new Refusal(
                "whole numbers",
                new Composed("resize_linear", x -> in(x[0].resizeLinear(false, 2))),
                () -> in(Tensor.zeros(DType.INT32, 1, 1, 4)),
                DTypeException.class,
                "int32"));
        all.add(new Refusal(
                "a place outside of its plane",
                new Composed("max_unpool", x -> in(x[0].maxUnpool(x[1], 2))),
                () -> in(Tensor.zeros(1, 1, 1), Tensor.full(2, DType.INT32, 1, 1, 1)),
                IndexOutOfBoundsException.class,
                "2"));
        all.add(new Refusal(
                "a kernel that is still open",
                new Composed("window", x -> in(x[0].conv2d(x[0], null, flat.same()))),
                () -> in(image),
                ShapeException.class,
                "which is open"));
        return all;
    }

    private static void filters(
            List<Refusal> all, String name, String label, BiFunction<Tensor, Tensor, Tensor> f, String text) {
        Composed op = new Composed(name, x -> in(f.apply(x[0], x[1])));
        all.add(new Refusal(
                label, op, () -> in(Tensor.zeros(1, 2, 4, 5), Tensor.zeros(3, 2, 2, 2)), ShapeException.class, text));
    }

    private static void image(List<Refusal> all, String name, String label, UnaryOperator<Tensor> f, String text) {
        Composed op = new Composed(name, x -> in(f.apply(x[0])));
        all.add(new Refusal(label, op, () -> in(Tensor.zeros(1, 2, 4, 5)), ShapeException.class, text));
    }
}

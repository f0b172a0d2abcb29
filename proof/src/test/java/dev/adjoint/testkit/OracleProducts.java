package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the oracle's products of labelled axes, and its windows over images, are in our words. */
final class OracleProducts {

    private final Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>();

    private OracleProducts() {
        contractions();
        for (int axes = 1; axes <= 3; axes++) {
            convolutions(axes);
            pools(axes);
            sizes(axes);
        }
        one("ties: adaptive_max_pool", x -> x.adaptiveMaxPool(1, 3));
        one("special: adaptive_avg_pool", x -> x.adaptiveAvgPool(3));
        one("special: adaptive_max_pool", x -> x.adaptiveMaxPool(3));
        one("special: unfold", x -> x.unfold(Window.of(1, 3).stride(1)));
        one("global_avg_pool", Tensor::globalAvgPool);
        columns("2 3", Window.of(2, 3).stride(1));
        columns("2 stride 2 padding 1", Window.of(2, 2).padding(1));
        columns("2 3 dilation 2 1", Window.of(2, 3).stride(1).dilation(2, 1));
        one("pixel_shuffle", x -> x.pixelShuffle(2));
        one("pixel_unshuffle", x -> x.pixelUnshuffle(2));
    }

    static Map<String, Function<List<Tensor>, Tensor>> byName() {
        return new OracleProducts().all;
    }

    /** Einstein summations are written out in their names. */
    static @Nullable Function<List<Tensor>, Tensor> einsum(String name) {
        if (!name.startsWith("einsum ")) {
            return null;
        }
        int shapes = name.indexOf('[');
        String formula = name.substring("einsum ".length(), shapes < 0 ? name.length() : shapes);
        return in -> in.getFirst().contract(formula, in.subList(1, in.size()).toArray(Tensor[]::new));
    }

    private void one(String name, UnaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0)));
    }

    private void two(String name, BinaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0), in.get(1)));
    }

    private void contractions() {
        two("dot", Tensor::dot);
        two("outer", Tensor::outer);
        two("inner", Tensor::inner);
        two("inner of stacks", Tensor::inner);
        two("kron", Tensor::kron);
        two("kron by vector", Tensor::kron);
        two("cross", (a, b) -> a.cross(b, -1));
        two("cross axis 0", (a, b) -> a.cross(b, 0));
        all.put("linear", in -> in.get(0).linear(in.get(1), in.get(2)));
        two("tensordot 2", (a, b) -> a.tensordot(b, 2));
        two("tensordot 0", (a, b) -> a.tensordot(b, 0));
        two("tensordot 2 0 by 0 1", (a, b) -> a.tensordot(b, new int[] {2, 0}, new int[] {0, 1}));
        for (int exponent : new int[] {0, 1, 2, 3, 7}) {
            one("matrix_power " + exponent, x -> x.matrixPower(exponent));
        }
        two("integers: einsum", (a, b) -> Tensor.einsum("ij,jk->ik", a, b));
    }

    private void convolutions(int axes) {
        Window plain = Window.convolution(axes);
        Map.of(
                        "plain", plain,
                        "stride 2 padding 1", plain.stride(2).padding(1),
                        "dilation 2 padding 1", plain.dilation(2).padding(1),
                        "groups 2 padding 1", plain.groups(2).padding(1))
                .forEach((name, window) -> {
                    long more = name.startsWith("stride") ? 1 : 0;
                    all.put("conv" + axes + "d " + name, in -> convolve(axes, in.get(0), in.get(1), in.get(2), window));
                    all.put(
                            "conv_transpose" + axes + "d " + name,
                            in -> back(axes, in.get(0), in.get(1), in.get(2), window, more));
                });
        Window same = plain.over(Shape.of(filled(4, axes))).same();
        all.put("conv" + axes + "d same", in -> convolve(axes, in.get(0), in.get(1), null, same));
    }

    private static long[] filled(long value, int axes) {
        long[] values = new long[axes];
        Arrays.fill(values, value);
        return values;
    }

    private static Tensor convolve(int axes, Tensor x, Tensor w, @Nullable Tensor b, Window window) {
        return switch (axes) {
            case 1 -> x.conv1d(w, b, window);
            case 2 -> x.conv2d(w, b, window);
            default -> x.conv3d(w, b, window);
        };
    }

    private static Tensor back(int axes, Tensor x, Tensor w, Tensor b, Window window, long more) {
        return switch (axes) {
            case 1 -> x.convTranspose1d(w, b, window, more);
            case 2 -> x.convTranspose2d(w, b, window, more);
            default -> more == 0 ? x.convTranspose3d(w, b, window) : x.convTranspose3d(w, b, window, more);
        };
    }

    private void pools(int axes) {
        Window two = Window.of(filled(2, axes));
        Window three = Window.of(filled(3, axes)).stride(2);
        Map.of(
                        "2", two,
                        "3 stride 2 padding 1", three.padding(1),
                        "2 stride 2 padding 1 ceil", two.padding(1).ceil(true),
                        "3 stride 2 ceil", three.ceil(true))
                .forEach((name, window) -> {
                    one("max_pool" + axes + "d " + name, x -> maxPool(axes, x, window));
                    one(
                            "max_pool" + axes + "d places " + name,
                            x -> x.maxPoolWithPlaces(window).places().cast(DType.INT64));
                    one("avg_pool" + axes + "d " + name, x -> avgPool(axes, x, window));
                    one("avg_pool" + axes + "d " + name + " without padding", x -> x.avgPool(window, false));
                });
        two("max_unpool" + axes + "d", (x, places) -> x.maxUnpool(places, filled(4, axes)));
    }

    private static Tensor maxPool(int axes, Tensor x, Window window) {
        return switch (axes) {
            case 1 -> x.maxPool1d(window);
            case 2 -> x.maxPool2d(window);
            default -> x.maxPool3d(window);
        };
    }

    private static Tensor avgPool(int axes, Tensor x, Window window) {
        return switch (axes) {
            case 1 -> x.avgPool1d(window);
            case 2 -> x.avgPool2d(window);
            default -> x.avgPool3d(window);
        };
    }

    private void sizes(int axes) {
        for (long[] all : new long[][] {{2, 2, 2}, {3, 2, 5}, {7, 3, 4}}) {
            long[] lengths = Arrays.copyOf(all, axes);
            String text = Arrays.toString(lengths).replace('[', '(').replace(']', ')');
            String to = axes == 1 ? text.replace(")", ",)") : text;
            one("adaptive_avg_pool " + to, x -> x.adaptiveAvgPool(lengths));
            one("adaptive_max_pool " + to, x -> x.adaptiveMaxPool(lengths));
            one("resize_nearest " + to, x -> x.resizeNearest(lengths));
            one("resize_linear False " + to, x -> x.resizeLinear(false, lengths));
            one("resize_linear True " + to, x -> x.resizeLinear(true, lengths));
        }
    }

    private void columns(String name, Window window) {
        one("unfold " + name, x -> x.unfold(window));
        one("fold " + name, x -> x.fold(window, 4, 5));
    }
}

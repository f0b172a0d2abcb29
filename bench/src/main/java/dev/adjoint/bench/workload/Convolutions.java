package dev.adjoint.bench.workload;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree.Pair;
import dev.adjoint.Window;
import dev.adjoint.diff.Diff;
import dev.adjoint.random.Generator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The convolutions of AlexNet and GoogLeNet, each shape once, without bias. */
final class Convolutions {

    private static final int BATCH = 8;

    private Convolutions() {}

    /**
     * A square convolution.
     *
     * @param in input channels
     * @param side height and width of the input
     * @param out output channels
     * @param kernel height and width of the filters
     * @param stride step of the filters
     * @param pad zeros on each side
     */
    private record Layer(int in, int side, int out, int kernel, int stride, int pad) {

        /** One that keeps height and width. */
        static Layer same(int in, int side, int out, int kernel) {
            return new Layer(in, side, out, kernel, 1, kernel / 2);
        }

        /** Height and width of the result. */
        private double across() {
            return (side + 2 * pad - kernel) / stride + 1;
        }

        private double flops() {
            return 2.0 * BATCH * out * across() * across() * in * kernel * kernel;
        }

        private double arguments() {
            return (double) BATCH * in * side * side + (double) out * in * kernel * kernel;
        }

        private double results() {
            return BATCH * out * across() * across();
        }

        Work forward() {
            return Work.flops(flops(), Float.BYTES * (arguments() + results()));
        }

        /** Reads both arguments and the gradient of the result, writes a gradient for each argument. */
        Work gradients() {
            return Work.flops(2 * flops(), Float.BYTES * (2 * arguments() + results()));
        }

        String name(String what) {
            return "conv/" + what + "/" + BATCH + "/" + in + "/" + side + "/" + out + "/" + kernel + "/" + stride + "/"
                    + pad;
        }

        String label(String where) {
            return where + ", " + in + " -> " + out + ", " + kernel + "x" + kernel + " on " + side + "x" + side;
        }
    }

    static List<Case> cases() {
        return layers().entrySet().stream()
                .flatMap(each -> {
                    Layer layer = each.getKey();
                    String label = layer.label(each.getValue());
                    return Stream.of(
                            new Case(layer.name("forward"), label + ": forward", layer.forward(), () -> forward(layer)),
                            new Case(
                                    layer.name("gradients"),
                                    label + ": both gradients",
                                    layer.gradients(),
                                    () -> gradients(layer)));
                })
                .toList();
    }

    private static Map<Layer, String> layers() {
        Map<Layer, String> layers = new LinkedHashMap<>();
        layers.put(new Layer(3, 224, 64, 11, 4, 2), "AlexNet 1");
        layers.put(Layer.same(64, 27, 192, 5), "AlexNet 2");
        layers.put(Layer.same(192, 13, 384, 3), "AlexNet 3");
        layers.put(Layer.same(384, 13, 256, 3), "AlexNet 4");
        layers.put(Layer.same(256, 13, 256, 3), "AlexNet 5");
        layers.put(new Layer(3, 224, 64, 7, 2, 3), "GoogLeNet 1");
        layers.put(Layer.same(64, 56, 64, 1), "GoogLeNet 2");
        layers.put(Layer.same(64, 56, 192, 3), "GoogLeNet 2");
        inception(layers, "3a", 28, 192, 64, 96, 128, 16, 32, 32);
        inception(layers, "3b", 28, 256, 128, 128, 192, 32, 96, 64);
        inception(layers, "4a", 14, 480, 192, 96, 208, 16, 48, 64);
        inception(layers, "4b", 14, 512, 160, 112, 224, 24, 64, 64);
        inception(layers, "4c", 14, 512, 128, 128, 256, 24, 64, 64);
        inception(layers, "4d", 14, 512, 112, 144, 288, 32, 64, 64);
        inception(layers, "4e", 14, 528, 256, 160, 320, 32, 128, 128);
        inception(layers, "5a", 7, 832, 256, 160, 320, 32, 128, 128);
        inception(layers, "5b", 7, 832, 384, 192, 384, 48, 128, 128);
        return layers;
    }

    /** The six convolutions of an inception module, by the columns of the table of its paper (Szegedy et al., 2015). */
    private static void inception(
            Map<Layer, String> layers,
            String module,
            int side,
            int in,
            int one,
            int threeReduce,
            int three,
            int fiveReduce,
            int five,
            int pool) {
        for (Layer layer : List.of(
                Layer.same(in, side, one, 1),
                Layer.same(in, side, threeReduce, 1),
                Layer.same(threeReduce, side, three, 3),
                Layer.same(in, side, fiveReduce, 1),
                Layer.same(fiveReduce, side, five, 5),
                Layer.same(in, side, pool, 1))) {
            layers.putIfAbsent(layer, "GoogLeNet " + module);
        }
    }

    private record Data(Tensor x, Tensor filters, Window window) {

        static Data of(Layer layer) {
            Generator random = Generator.seed(1);
            return new Data(
                    Tensor.normal(random, BATCH, layer.in, layer.side, layer.side),
                    Tensor.normal(random, layer.out, layer.in, layer.kernel, layer.kernel),
                    Window.convolution(2).stride(layer.stride, layer.stride).padding(layer.pad, layer.pad));
        }

        Tensor forward(Tensor x, Tensor filters) {
            return x.conv2d(filters, null, window);
        }
    }

    private static Subject forward(Layer layer) {
        Data data = Data.of(layer);
        return new Subject(
                Map.of("x", data.x, "filters", data.filters), () -> List.of(data.forward(data.x, data.filters)));
    }

    private static Subject gradients(Layer layer) {
        Data data = Data.of(layer);
        Diff.Vjp<Pair<Tensor, Tensor>, Tensor> way = Diff.vjp(data::forward, data.x, data.filters);
        Tensor upstream = Tensor.normal(Generator.seed(2), way.value().shape().dims());
        return new Subject(Map.of("x", data.x, "filters", data.filters, "upstream", upstream), () -> {
            Pair<Tensor, Tensor> gradients = way.pullback().apply(upstream);
            return List.of(gradients.first(), gradients.second());
        });
    }
}

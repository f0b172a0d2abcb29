package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.SoftmaxCrossEntropy;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of softmax and cross-entropy as one op. */
final class CrossEntropyExamples {

    private static final double INF = Double.POSITIVE_INFINITY;

    private CrossEntropyExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        both(all, "lines", 3, 4);
        both(all, "a cube", 2, 3, 4);
        both(all, "one line", 5);
        both(all, "one class", 3, 1);
        both(all, "no lines", 0, 3);
        both(all, "no lines of no classes", 0, 0);
        both(all, "no classes to share", 2, 0);
        Tensor hidden = Tensor.of(new double[] {1, -INF, 2, -INF, -INF, 3}, 2, 3);
        edge(all, "classes masked by -infinity", hidden, Tensor.of(2L, 2L));
        edge(all, "a masked class as the label", hidden, Tensor.of(1L, 2L));
        Tensor far = Tensor.of(new double[] {1e300, 0, -1e300, 800, 0, -800}, 2, 3);
        edge(all, "overflow and underflow", far, Tensor.of(0L, 2L));
        Tensor special = Tensor.of(new double[] {1, INF, 2, 1, Double.NaN, 2, -INF, -INF, -INF}, 3, 3);
        edge(all, "infinities and NaN", special, Tensor.of(0L, 1L, 2L));
        edge(all, "a share of nothing", hidden, Tensor.of(new double[] {1, 0, 0, 0, 0.5, 0.5}, 2, 3));
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        both(all, n + " classes", 3, n);
        both(all, n + " lines", n, 3);
        return all;
    }

    /** Labels, where there are classes to choose from, and shares; with and without smoothing. */
    private static void both(List<Example> all, String label, long... shape) {
        Shape lines = Shape.of(shape).remove(-1);
        long classes = shape[shape.length - 1];
        boolean chooses = classes > 0 || lines.size() == 0;
        for (double smoothing : new double[] {0, 0.25}) {
            String name = smoothing == 0 ? label : label + ", smoothed";
            if (chooses) {
                add(all, name, smoothing, lines, shape, Samples.index(2, Math.max(1, classes), lines.dims()));
            }
            add(all, name + ", shares", smoothing, lines, shape, Samples.between(3, 0, 1, shape));
        }
    }

    private static void add(
            List<Example> all, String label, double smoothing, Shape lines, long[] shape, Tensor target) {
        Tensor scores = Samples.any(1, shape);
        all.add(Example.of(label, new SoftmaxCrossEntropy(smoothing), () -> in(scores, target)));
        all.add(Example.of(
                label,
                new SoftmaxCrossEntropy.Gradient(smoothing),
                () -> in(Samples.any(4, lines.dims()), scores, target)));
    }

    private static void edge(List<Example> all, String label, Tensor scores, Tensor target) {
        all.add(Example.edge(label, new SoftmaxCrossEntropy(0), () -> in(scores, target)));
        all.add(Example.edge(
                label, new SoftmaxCrossEntropy.Gradient(0), () -> in(Samples.any(4, scores.dim(0)), scores, target)));
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "labels for other lines",
                        new SoftmaxCrossEntropy(0),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(DType.INT64, 3)),
                        ShapeException.class,
                        "[2]"),
                new Refusal(
                        "shares for other classes",
                        new SoftmaxCrossEntropy(0),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(2, 4)),
                        ShapeException.class,
                        "[2, 4]"),
                new Refusal(
                        "a single score",
                        new SoftmaxCrossEntropy(0),
                        () -> in(Tensor.zeros(), Tensor.zeros(DType.INT64)),
                        ShapeException.class,
                        "[classes]"),
                new Refusal(
                        "bytes as labels",
                        new SoftmaxCrossEntropy(0),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(DType.UINT8, 2)),
                        DTypeException.class,
                        "uint8"),
                new Refusal(
                        "a label that is no class",
                        new SoftmaxCrossEntropy(0),
                        () -> in(Tensor.zeros(2, 3), Tensor.of(0L, 3L)),
                        IndexOutOfBoundsException.class,
                        "index 3"),
                new Refusal(
                        "a gradient of another shape",
                        new SoftmaxCrossEntropy.Gradient(0),
                        () -> in(Tensor.zeros(3), Tensor.zeros(2, 3), Tensor.zeros(DType.INT64, 2)),
                        ShapeException.class,
                        "[3]"));
    }
}

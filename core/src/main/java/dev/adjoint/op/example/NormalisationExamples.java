package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.op.CausalSoftmax;
import dev.adjoint.op.GroupNorm;
import dev.adjoint.op.LayerNorm;
import dev.adjoint.op.Normalisation;
import dev.adjoint.op.SoftmaxGradient;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Samples of the softmax kinds. */
final class NormalisationExamples {

    private static final double EPSILON = 1e-2;
    private static final double INF = Double.POSITIVE_INFINITY;

    private NormalisationExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            for (Normalisation op : kinds(axis)) {
                all.add(Example.of("axis " + axis + " of a cube", op, () -> in(Samples.any(1, 2, 3, 4))));
            }
        }
        for (Normalisation op : kinds(1)) {
            all.add(Example.of("one class", op, () -> in(Samples.any(2, 3, 1))));
            all.add(Example.of("no classes", op, () -> in(Samples.any(3, 3, 0))));
            all.add(Example.of("no lines", op, () -> in(Samples.any(4, 0, 3))));
            all.add(Example.of("far from zero", op, () -> in(Samples.between(5, 995, 1005, 2, 4))));
            all.add(Example.edge(
                    "overflow and underflow",
                    op,
                    () -> in(Tensor.of(new double[] {1e300, 0, -1e300, 800, 0, -800}, 2, 3))));
            all.add(Example.edge(
                    "a class masked by -infinity",
                    op,
                    () -> in(Tensor.of(new double[] {1, -INF, 2, -INF, -INF, 3}, 2, 3))));
            all.add(Example.edge(
                    "infinities and NaN",
                    op,
                    () -> in(Tensor.of(new double[] {1, INF, 2, 1, Double.NaN, 2, -INF, -INF, -INF}, 3, 3))));
        }
        gradients(all, "lines", 1, 3, 4);
        gradients(all, "columns", 0, 4, 3);
        gradients(all, "no lines", 1, 0, 3);
        all.add(Example.of("heads", new CausalSoftmax(1), () -> in(Samples.any(1, 2, 3, 3))));
        all.add(Example.of("scaled", new CausalSoftmax(0.5), () -> in(Samples.any(1, 2, 3, 3))));
        all.add(Example.of("scaled below zero", new CausalSoftmax(-2), () -> in(Samples.any(1, 2, 3, 3))));
        all.add(Example.of("more keys", new CausalSoftmax(1), () -> in(Samples.any(2, 3, 5))));
        all.add(Example.of("fewer keys", new CausalSoftmax(1), () -> in(Samples.any(3, 5, 2))));
        all.add(Example.of("no queries", new CausalSoftmax(1), () -> in(Samples.any(4, 0, 2))));
        layerNorms(all, "one axis", 3, 4);
        layerNorms(all, "one line", 1, 5);
        layerNorms(all, "no lines", 0, 3);
        Supplier<Tensor[]> cube = () -> in(Samples.any(1, 2, 3, 4), Samples.any(2, 3, 4), Samples.any(3, 3, 4));
        all.add(Example.of("two axes", new LayerNorm(2, EPSILON), cube));
        Supplier<Tensor[]> gradient = () -> in(Samples.any(1, 2, 3, 4), Samples.any(4, 2, 3, 4), Samples.any(2, 3, 4));
        all.add(Example.of("two axes", new LayerNorm.Gradient(2, EPSILON), gradient));
        groupNorms(all, "images", 2, 3, 4, 2, 3);
        groupNorms(all, "instances", 3, 2, 3, 4);
        groupNorms(all, "examples only", 2, 3, 4);
        groupNorms(all, "no examples", 2, 0, 4, 3);
        groupNorms(all, "no positions", 2, 3, 4, 0);
        batchNorms(all, "images", 3, 2, 2, 3);
        batchNorms(all, "examples only", 4, 3);
        batchNorms(all, "one value each", 1, 3);
        batchNorms(all, "no channels", 2, 0, 3);
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        for (Normalisation op : kinds(1)) {
            all.add(Example.of(n + " classes", op, () -> in(Samples.any(6, 3, n))));
            all.add(Example.of(n + " lines", op, () -> in(Samples.any(7, n, 3))));
        }
        for (Normalisation op : kinds(0)) {
            all.add(Example.of(n + " classes down", op, () -> in(Samples.any(8, n, 2))));
        }
        gradients(all, n + " classes", 1, 3, n);
        all.add(Example.of(n + " keys", new CausalSoftmax(1), () -> in(Samples.any(9, 3, n))));
        all.add(Example.of(n + " queries", new CausalSoftmax(1), () -> in(Samples.any(9, n, 3))));
        layerNorms(all, "length " + n, 3, n);
        layerNorms(all, n + " lines", n, 3);
        groupNorms(all, n + " channels", 1, 2, n, 3);
        groupNorms(all, n + " positions", 2, 2, 4, n);
        batchNorms(all, n + " channels", 2, n, 3);
        batchNorms(all, n + " positions", 2, 3, n);
        return all;
    }

    private static void gradients(List<Example> all, String label, int axis, long... shape) {
        for (boolean log : new boolean[] {false, true}) {
            Supplier<Tensor[]> inputs = () -> in(
                    Samples.any(1, shape),
                    log
                            ? Samples.any(2, shape).logSoftmax(axis)
                            : Samples.any(2, shape).softmax(axis));
            all.add(Example.of(label, new SoftmaxGradient(axis, log, 1), inputs));
        }
    }

    private static void layerNorms(List<Example> all, String label, long lines, long length) {
        all.add(Example.of(
                label,
                new LayerNorm(1, EPSILON),
                () -> in(Samples.any(1, lines, length), Samples.any(2, length), Samples.any(3, length))));
        all.add(Example.of(
                label,
                new LayerNorm.Gradient(1, EPSILON),
                () -> in(Samples.any(1, lines, length), Samples.any(4, lines, length), Samples.any(2, length))));
    }

    private static void groupNorms(List<Example> all, String label, int groups, long... shape) {
        long c = shape[1];
        all.add(Example.of(
                label,
                new GroupNorm(groups, EPSILON),
                () -> in(Samples.any(1, shape), Samples.any(2, c), Samples.any(3, c))));
        all.add(Example.of(
                label,
                new GroupNorm.Gradient(groups, EPSILON),
                () -> in(Samples.any(1, shape), Samples.any(4, shape), Samples.any(2, c))));
    }

    private static void batchNorms(List<Example> all, String label, long... shape) {
        long c = shape[1];
        all.add(Example.of(
                label, new BatchNorm(EPSILON), () -> in(Samples.any(1, shape), Samples.any(2, c), Samples.any(3, c))));
        all.add(Example.of(
                label,
                new BatchNorm.Gradient(EPSILON),
                () -> in(
                        Samples.any(1, shape),
                        Samples.any(4, shape),
                        Samples.any(2, c),
                        Samples.any(3, c),
                        Samples.between(5, 0.5, 2, c))));
    }

    private static List<Normalisation> kinds(int axis) {
        return List.of(new Normalisation.Softmax(axis), new Normalisation.LogSoftmax(axis));
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "whole numbers",
                        new Normalisation.Softmax(0),
                        () -> in(Tensor.zeros(DType.INT64, 3)),
                        DTypeException.class,
                        "int64"),
                new Refusal(
                        "a vector of scores",
                        new CausalSoftmax(1),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "[queries, keys]"),
                new Refusal(
                        "another shape than the value's",
                        new SoftmaxGradient(0, false, 1),
                        () -> in(Tensor.zeros(3), Tensor.zeros(4)),
                        ShapeException.class,
                        "gradient"),
                new Refusal(
                        "an axis that is not there",
                        new Normalisation.LogSoftmax(1),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "axis 1"),
                new Refusal(
                        "a weight of another length",
                        new LayerNorm(1, EPSILON),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(4), Tensor.zeros(3)),
                        ShapeException.class,
                        "[4]"),
                new Refusal(
                        "a gradient of another shape",
                        new LayerNorm.Gradient(1, EPSILON),
                        () -> in(Tensor.zeros(3, 2), Tensor.zeros(2, 3), Tensor.zeros(3)),
                        ShapeException.class,
                        "[3, 2]"),
                new Refusal(
                        "channels that make no such groups",
                        new GroupNorm(2, EPSILON),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(3), Tensor.zeros(3)),
                        ShapeException.class,
                        "2 equal groups"),
                new Refusal(
                        "a gradient of another shape",
                        new GroupNorm.Gradient(1, EPSILON),
                        () -> in(Tensor.zeros(3, 2), Tensor.zeros(2, 3), Tensor.zeros(3)),
                        ShapeException.class,
                        "[3, 2]"),
                new Refusal(
                        "a weight for other channels",
                        new BatchNorm(EPSILON),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(4), Tensor.zeros(3)),
                        ShapeException.class,
                        "[4]"),
                new Refusal(
                        "a gradient of another shape",
                        new BatchNorm.Gradient(EPSILON),
                        () -> in(
                                Tensor.zeros(3, 2),
                                Tensor.zeros(2, 3),
                                Tensor.zeros(3),
                                Tensor.zeros(3),
                                Tensor.zeros(3)),
                        ShapeException.class,
                        "[3, 2]"));
    }
}

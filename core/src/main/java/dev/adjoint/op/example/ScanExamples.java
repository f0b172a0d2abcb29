package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.Scan;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Samples of running results: those that are ops, and those composed of them. */
final class ScanExamples {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private ScanExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            for (Scan op : kinds(axis)) {
                all.add(Example.of("axis " + axis + " of a cube", op, () -> in(Samples.any(1, 2, 3, 4))));
            }
        }
        for (Scan op : kinds(1)) {
            all.add(Example.of("one element", op, () -> in(Samples.any(2, 3, 1))));
            all.add(Example.of("no elements", op, () -> in(Samples.any(3, 3, 0))));
            all.add(Example.of("no lines", op, () -> in(Samples.any(4, 0, 3))));
            all.add(Example.edge("ties", op, () -> in(Tensor.of(new double[] {1, 3, 3, 2, 0, -0.0, 0, -0.0}, 2, 4))));
            all.add(Example.edge(
                    "infinities and NaN",
                    op,
                    () -> in(Tensor.of(new double[] {1, NAN, 2, INF, 3, -INF, -INF, 0, INF}, 3, 3))));
            all.add(Example.edge("int64", op, () -> in(Tensor.of(new long[] {(1L << 53) + 1, 2, -5, -5}, 2, 2))));
            all.add(Example.edge("uint8", op, () -> in(Tensor.ofBytes(new byte[] {-1, 2, -128, 127}, 2, 2))));
        }
        all.add(Example.edge("a mask", new Scan.CumSum(0, false), () -> in(Samples.truth(5, 4, 2))));
        composed(all);
        return all;
    }

    private static List<Scan> kinds(int axis) {
        return List.of(
                new Scan.CumSum(axis, false),
                new Scan.CumSum(axis, true),
                new Scan.CumArg(axis, true),
                new Scan.CumArg(axis, false));
    }

    private static void composed(List<Example> all) {
        for (int length = 0; length < 6; length++) {
            long n = length;
            add(all, "cumprod", "length " + n, x -> x.cumprod(0), Samples.between(10 + n, 0.5, 2, n, 2));
            add(all, "log_cum_sum_exp", "length " + n, x -> x.logCumSumExp(0), Samples.any(20 + n, n, 2));
        }
        add(all, "cumprod", "along rows", x -> x.cumprod(-1), Samples.between(30, 0.5, 2, 2, 3, 4));
        add(all, "cumprod", "a zero", x -> x.cumprod(0), Tensor.of(2.0, 0, 3, 4));
        add(all, "cumprod", "two zeros", x -> x.cumprod(0), Tensor.of(2.0, 0, 3, 0, 4));
        add(all, "log_cum_sum_exp", "far from zero", x -> x.logCumSumExp(1), Samples.between(31, 990, 1010, 2, 5));
        all.add(new Example(
                "masked by -infinity",
                new Composed("log_cum_sum_exp", x -> in(x[0].logCumSumExp(0))),
                () -> in(Tensor.of(-INF, -INF, 1, -INF, 2)),
                false));
        add(all, "cummax", "axis 1", x -> x.cummax(1), Samples.any(32, 3, 5));
        add(all, "cummin", "axis 0", x -> x.cummin(0), Samples.any(33, 3, 5));
        add(
                all,
                "associative_scan",
                "running maxima",
                x -> x.associativeScan(1, Tensor::maximum),
                Samples.any(34, 2, 7));
        add(all, "diff", "once", x -> x.diff(1, -1), Samples.any(35, 2, 5));
        add(all, "diff", "three times", x -> x.diff(3, 0), Samples.any(36, 5, 2));
        add(all, "diff", "not at all", x -> x.diff(0, 0), Samples.any(37, 3));
    }

    private static void add(List<Example> all, String name, String label, UnaryOperator<Tensor> f, Tensor x) {
        all.add(Example.composed(name, label, in -> f.apply(in[0]), () -> in(x.copy())));
    }

    /** Lines that follow each other, and lines that lie side by side. */
    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        for (int axis = 0; axis < 2; axis++) {
            int at = axis;
            for (Scan scan : kinds(axis)) {
                all.add(Example.of("axis " + at + " of 4 x " + n, scan, () -> in(Samples.any(38, 4, n))));
            }
            all.add(Example.edge(
                    "int64, axis " + at + " of 4 x " + n,
                    new Scan.CumSum(axis, true),
                    () -> in(Samples.index(39, 9, 4, n))));
            all.add(Example.edge(
                    "ties of int64, axis " + at + " of 4 x " + n,
                    new Scan.CumArg(axis, false),
                    () -> in(Samples.index(39, 3, 4, n))));
        }
        return all;
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "an axis that is not there",
                        new Scan.CumSum(1, false),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "axis 1"),
                new Refusal(
                        "the order of truth values",
                        new Scan.CumArg(0, true),
                        () -> in(Tensor.of(true, false)),
                        DTypeException.class,
                        "bool"),
                new Refusal(
                        "as many differences as elements",
                        new Composed("diff", x -> in(x[0].diff(3, 0))),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "order 3"));
    }
}

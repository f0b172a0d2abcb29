package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.ArgExtremum;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of the reductions and of the positions of extrema. */
final class ReductionExamples {

    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    private ReductionExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (List<Integer> axes : List.of(List.of(0), List.of(1), List.of(2), List.of(0, 2), List.of(0, 1, 2))) {
            for (Reduction op : numbers(axes)) {
                all.add(Example.of("axes " + axes + " of a cube", op, () -> in(Samples.any(1, 2, 3, 4))));
            }
            for (Reduction op : quantifiers(axes)) {
                all.add(Example.of("axes " + axes + " of a cube", op, () -> in(Samples.truth(2, 2, 3, 4))));
            }
        }
        for (Reduction op : numbers(List.of())) {
            all.add(Example.of("no axes", op, () -> in(Samples.any(3, 2, 2))));
            all.add(Example.of("rank 0", op, () -> in(Samples.any(4))));
        }
        for (Reduction op : numbers(List.of(1))) {
            all.add(Example.of("no lines", op, () -> in(Samples.any(5, 0, 3))));
        }
        for (Reduction op : quantifiers(List.of(0))) {
            all.add(Example.of("no elements", op, () -> in(Samples.truth(6, 0, 3))));
        }
        all.add(Example.of("no elements", new Reduction.Sum(List.of(0)), () -> in(Samples.any(7, 0, 3))));
        edges(all);
        positions(all);
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        for (int axis = 0; axis < 2; axis++) {
            long[] lengths = axis == 0 ? new long[] {n, 3} : new long[] {3, n};
            String label = "axis of length " + n + " of " + List.of(lengths[0], lengths[1]);
            all.add(Example.of(label, new Reduction.Sum(List.of(axis)), () -> in(Samples.any(8, lengths))));
            all.add(Example.of(label, new Reduction.Any(List.of(axis)), () -> in(Samples.truth(9, lengths))));
            all.add(Example.of(label, new Reduction.All(List.of(axis)), () -> in(Samples.truth(9, lengths))));
            if (n > 0) {
                all.add(Example.of(label, new Reduction.Max(List.of(axis)), () -> in(Samples.any(8, lengths))));
                all.add(Example.of(label, new Reduction.Min(List.of(axis)), () -> in(Samples.any(8, lengths))));
                all.add(Example.of(label, new ArgExtremum.ArgMax(axis), () -> in(Samples.any(8, lengths))));
                all.add(Example.of(label, new ArgExtremum.ArgMin(axis), () -> in(Samples.any(8, lengths))));
            }
        }
        for (ArgExtremum extremum : List.of(new ArgExtremum.ArgMax(0), new ArgExtremum.ArgMin(0))) {
            String label = "axis 0 of 4 x " + n;
            all.add(Example.of(label, extremum, () -> in(Samples.any(8, 4, n))));
            all.add(Example.edge(label + " ties", extremum, () -> in(Samples.index(8, 3, 4, n))));
        }
        all.add(Example.of("all of 3 x " + n, new Reduction.Sum(List.of(0, 1)), () -> in(Samples.any(8, 3, n))));
        return all;
    }

    private static List<Reduction> numbers(List<Integer> axes) {
        return List.of(new Reduction.Sum(axes), new Reduction.Max(axes), new Reduction.Min(axes));
    }

    private static List<Reduction> quantifiers(List<Integer> axes) {
        return List.of(new Reduction.Any(axes), new Reduction.All(axes));
    }

    private static Tensor ties() {
        return Tensor.of(new double[] {1, 3, 3, 2, -0.0, 0, 0, -0.0, 5, 5, 5, 5}, 3, 4);
    }

    private static Tensor special() {
        return Tensor.of(new double[] {1, NAN, 2, INF, 1, 2, -INF, -INF, -INF, INF, -INF, 0}, 4, 3);
    }

    /** Neighbours beyond 2^53, which are one number as doubles. */
    private static Tensor large() {
        return Tensor.of(new long[] {(1L << 53), (1L << 53) + 1, -(1L << 53) - 1, -(1L << 53)}, 2, 2);
    }

    private static void edges(List<Example> all) {
        for (Reduction op : numbers(List.of(1))) {
            all.add(Example.edge("ties", op, () -> in(ties())));
            all.add(Example.edge("infinities and NaN", op, () -> in(special())));
            all.add(Example.edge("int64 beyond 2^53", op, () -> in(large())));
            all.add(Example.edge("uint8", op, () -> in(Tensor.ofBytes(new byte[] {-1, 2, -128, 127}, 2, 2))));
            all.add(Example.edge("int32", op, () -> in(Tensor.of(new int[] {-1, Integer.MAX_VALUE, 7, 9}, 2, 2))));
        }
        all.add(Example.edge("ones of a mask", new Reduction.Sum(List.of(0)), () -> in(Samples.truth(10, 5, 3))));
    }

    private static void positions(List<Example> all) {
        for (int axis = 0; axis < 3; axis++) {
            for (ArgExtremum op : List.of(new ArgExtremum.ArgMax(axis), new ArgExtremum.ArgMin(axis))) {
                all.add(Example.of("axis " + axis + " of a cube", op, () -> in(Samples.any(11, 2, 3, 4))));
            }
        }
        for (ArgExtremum op : List.of(new ArgExtremum.ArgMax(1), new ArgExtremum.ArgMin(1))) {
            all.add(Example.edge("ties", op, () -> in(ties())));
            all.add(Example.edge("infinities and NaN", op, () -> in(special())));
            all.add(Example.edge("int64 beyond 2^53", op, () -> in(large())));
            all.add(Example.edge("no lines", op, () -> in(Samples.any(12, 0, 3))));
        }
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "an axis without elements",
                        new Reduction.Max(List.of(1)),
                        () -> in(Tensor.zeros(2, 0)),
                        ShapeException.class,
                        "[2, 0]"),
                new Refusal(
                        "the order of truth values",
                        new Reduction.Min(List.of(0)),
                        () -> in(Tensor.of(true, false)),
                        DTypeException.class,
                        "bool"),
                new Refusal(
                        "an axis that is not there",
                        new Reduction.Sum(List.of(2)),
                        () -> in(Tensor.zeros(2, 3)),
                        ShapeException.class,
                        "axis 2"),
                new Refusal(
                        "numbers as truth values",
                        new Reduction.Any(List.of(0)),
                        () -> in(Tensor.zeros(2)),
                        DTypeException.class,
                        "float32"),
                new Refusal(
                        "numbers as truth values",
                        new Reduction.All(List.of(0)),
                        () -> in(Tensor.of(1, 0)),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "an axis without elements",
                        new ArgExtremum.ArgMax(0),
                        () -> in(Tensor.zeros(0, 2)),
                        ShapeException.class,
                        "[0, 2]"),
                new Refusal(
                        "an axis that is not there",
                        new ArgExtremum.ArgMin(1),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "axis 1"));
    }
}

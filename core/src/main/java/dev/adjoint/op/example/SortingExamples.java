package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.TensorSorting.Sorted;
import dev.adjoint.op.Sorting;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Samples of what puts elements in order: with ties, signed zeros, infinities and NaN. */
final class SortingExamples {

    private static final double INF = Double.POSITIVE_INFINITY;

    private SortingExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        for (boolean descending : new boolean[] {false, true}) {
            String order = descending ? ", descending" : "";
            Sorting first = new Sorting.ArgSort(0, descending);
            all.add(Example.of(
                    "axis 1 of a cube" + order, new Sorting.ArgSort(1, descending), () -> in(Samples.any(1, 2, 5, 3))));
            all.add(Example.of(
                    "two along axis 1 of a cube" + order,
                    new Sorting.ArgTop(1, descending, 2),
                    () -> in(Samples.any(1, 2, 5, 3))));
            all.add(Example.edge(
                    "the first five of special values" + order,
                    new Sorting.ArgTop(0, descending, 5),
                    () -> in(Tensor.of(Double.NaN, 0.0, -INF, -0.0, INF, Double.NaN, -1.0, 1e-300))));
            all.add(Example.edge("none" + order, new Sorting.ArgTop(0, descending, 0), () -> in(Samples.any(3, 4))));
            all.add(Example.edge(
                    "special values" + order,
                    first,
                    () -> in(Tensor.of(Double.NaN, 0.0, -INF, -0.0, INF, Double.NaN, -1.0, 1e-300))));
            all.add(Example.edge("ties of int64" + order, first, () -> in(Samples.index(2, 3, 9))));
            all.add(Example.edge(
                    "int64 beyond 2^53" + order,
                    first,
                    () -> in(Tensor.of((1L << 53) + 1, 1L << 53, Long.MIN_VALUE, Long.MAX_VALUE))));
            all.add(Example.edge("bool" + order, first, () -> in(Samples.truth(3, 5))));
            all.add(Example.edge("nothing" + order, first, () -> in(Samples.any(4, 0, 2))));
        }
        all.add(Example.of("among vectors", new Sorting.SearchSorted(false), SortingExamples::search));
        all.add(Example.of("behind equals", new Sorting.SearchSorted(true), SortingExamples::search));
        all.add(Example.edge(
                "no elements", new Sorting.SearchSorted(true), () -> in(Tensor.zeros(0), Tensor.of(1f, 2f))));
        composed(all);
        return all;
    }

    private static Tensor[] search() {
        Tensor sorted = Tensor.of(-INF, -1.0, 0.0, 0.5, 0.5, 2.0);
        return in(sorted, Tensor.of(new double[] {-0.0, 0.5, 3, Double.NaN, -INF, 0.6}, 2, 3));
    }

    private static void composed(List<Example> all) {
        Supplier<Tensor[]> cube = () -> in(Samples.any(5, 2, 5, 3));
        all.add(sorted("sort", "axis 1 of a cube", x -> x.sort(1), cube));
        all.add(sorted("sort", "last axis, descending", x -> x.sort(-1, true), cube));
        all.add(sorted("top_k", "two of five", x -> x.topK(2, 1), cube));
        all.add(sorted("top_k", "the least two", x -> x.topK(2, 1, false), cube));
        all.add(sorted("top_k", "none", x -> x.topK(0, 0), cube));
        all.add(sorted("kth_value", "the second", x -> x.kthValue(2, 1), cube));
        all.add(Example.composed("median", "of five", x -> x[0].median(1), cube));
        all.add(Example.composed("median", "of two", x -> x[0].median(0), cube));
        all.add(Example.composed("quantile", "between two", x -> x[0].quantile(0.3, 1), cube));
        all.add(Example.composed("quantile", "the greatest", x -> x[0].quantile(1, 2), cube));
        all.add(Example.composed("argsort", "ascending", x -> x[0].argsort(-1), cube));
        all.add(Example.composed("argsort", "the greatest two", x -> x[0].argsort(-1, true, 2), cube));
        all.add(Example.composed(
                "search_sorted",
                "int64",
                x -> x[0].searchSorted(x[1], false),
                () -> in(Tensor.of(1L, 3L, 3L, 8L), Tensor.of(3L, 0L, 9L))));
    }

    private static Example sorted(
            String name, String label, Function<Tensor, Sorted> method, Supplier<Tensor[]> inputs) {
        return Example.of(
                label,
                new Composed(name, x -> {
                    Sorted found = method.apply(x[0]);
                    return in(found.values(), found.indices());
                }),
                inputs);
    }

    static List<Example> sized(long n) {
        return List.of(
                Example.of(n + " to a line", new Sorting.ArgSort(1, false), () -> in(Samples.any(1, 3, n))),
                Example.of(n + " ties to a line", new Sorting.ArgSort(1, true), () -> in(Samples.index(2, 5, 3, n))),
                Example.of("some of " + n, new Sorting.ArgTop(1, true, Math.min(n, 7)), () -> in(Samples.any(1, 3, n))),
                Example.of("most of " + n, new Sorting.ArgTop(1, false, n - n / 3), () -> in(Samples.any(1, 3, n))),
                Example.of(
                        n + " numbers",
                        new Sorting.SearchSorted(true),
                        () -> in(Tensor.of(-1.0, 0, 1), Samples.any(1, n))));
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "an axis that is not there",
                        new Sorting.ArgSort(1, false),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "axis 1"),
                new Refusal(
                        "more positions than there are",
                        new Sorting.ArgTop(0, false, 4),
                        () -> in(Tensor.zeros(3)),
                        ShapeException.class,
                        "4 positions"),
                new Refusal(
                        "a matrix to search in",
                        new Sorting.SearchSorted(false),
                        () -> in(Tensor.zeros(2, 3), Tensor.zeros(2)),
                        ShapeException.class,
                        "[2, 3]"),
                new Refusal(
                        "numbers of another type",
                        new Sorting.SearchSorted(false),
                        () -> in(Tensor.zeros(2), Tensor.of(1)),
                        DTypeException.class,
                        "int32"),
                refusal("more than there are", "top_k", x -> x.topK(4, 0).values(), ShapeException.class, "4 elements"),
                refusal("the zeroth", "kth_value", x -> x.kthValue(0, 0).values(), ShapeException.class, "element 0"),
                refusal("a share above 1", "quantile", x -> x.quantile(1.5, 0), IllegalArgumentException.class, "1.5"),
                refusal("no elements", "median", x -> x.median(1), ShapeException.class, "[3, 0]"));
    }

    private static Refusal refusal(
            String label,
            String name,
            Function<Tensor, Tensor> method,
            Class<? extends RuntimeException> error,
            String text) {
        Composed op = new Composed(name, x -> in(method.apply(x[0])));
        return new Refusal(label, op, () -> in(Tensor.zeros(3, 0)), error, text);
    }
}

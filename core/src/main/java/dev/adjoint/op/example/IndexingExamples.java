package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Tensor;
import dev.adjoint.op.Indexing;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;

/** Samples of what integer tensors choose, with repeated indices. */
final class IndexingExamples {

    private IndexingExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        Shape cube = Shape.of(2, 3, 4);
        for (int axis = 0; axis < 3; axis++) {
            long[] lengths = cube.with(axis, 5).dims();
            long bound = cube.dim(axis);
            int at = axis;
            String label = "axis " + axis + " of a cube";
            all.add(Example.of(
                    label,
                    new Indexing.Gather(at),
                    () -> in(Samples.any(1, cube.dims()), Samples.index(2, bound, lengths))));
            all.add(Example.of(
                    label,
                    new Indexing.ScatterAdd(at, cube),
                    () -> in(Samples.index(2, bound, lengths), Samples.any(3, lengths))));
            all.add(Example.of(
                    label,
                    new Indexing.Scatter(at),
                    () -> in(Samples.any(1, cube.dims()), Samples.index(2, bound, lengths), Samples.any(3, lengths))));
            all.add(Example.of(
                    label,
                    new Indexing.Take(at),
                    () -> in(Samples.any(4, cube.dims()), Samples.index(5, bound, 2, 2))));
            long[] taken = cube.remove(at).insert(at, 2).insert(at, 2).dims();
            all.add(Example.of(
                    label,
                    new Indexing.AddSlices(at, bound),
                    () -> in(Samples.index(5, bound, 2, 2), Samples.any(6, taken))));
        }
        edges(all);
        composed(all);
        return all;
    }

    static List<Example> sized(long n) {
        List<Example> all = new ArrayList<>();
        String label = n + " indices";
        all.add(Example.of(label, new Indexing.Gather(1), () -> in(Samples.any(1, 3, 7), Samples.index(2, 7, 3, n))));
        all.add(Example.of(
                label,
                new Indexing.ScatterAdd(1, Shape.of(3, 7)),
                () -> in(Samples.index(2, 7, 3, n), Samples.any(3, 3, n))));
        all.add(Example.of(label, new Indexing.Take(0), () -> in(Samples.any(4, 7, 3), Samples.index(5, 7, n))));
        all.add(Example.of(
                label, new Indexing.AddSlices(0, 7), () -> in(Samples.index(5, 7, n), Samples.any(6, n, 3))));
        all.add(Example.of(
                label + " down", new Indexing.Gather(0), () -> in(Samples.any(1, 7, n), Samples.index(2, 7, 3, n))));
        all.add(Example.of(
                label + " down",
                new Indexing.ScatterAdd(0, Shape.of(7, n)),
                () -> in(Samples.index(2, 7, 3, n), Samples.any(3, 3, n))));
        all.add(Example.of(
                label,
                new Indexing.Scatter(1),
                () -> in(Samples.any(1, 3, 7), Samples.index(2, 7, 3, n), Samples.any(3, 3, n))));
        all.add(Example.of(
                label + " along axis 1", new Indexing.Take(1), () -> in(Samples.any(4, 3, 7), Samples.index(5, 7, n))));
        all.add(Example.of(
                label + " along axis 1",
                new Indexing.AddSlices(1, 7),
                () -> in(Samples.index(5, 7, n), Samples.any(6, 3, n))));
        all.add(Example.of(label, new Indexing.OneHot(5), () -> in(Samples.index(7, 5, n))));
        return all;
    }

    private static void edges(List<Example> all) {
        all.add(Example.of(
                "a shorter index", new Indexing.Gather(1), () -> in(Samples.any(8, 4, 3), Samples.index(9, 3, 2, 1))));
        all.add(Example.of(
                "a shorter index",
                new Indexing.ScatterAdd(1, Shape.of(4, 3)),
                () -> in(Samples.index(9, 3, 2, 1), Samples.any(10, 2, 1))));
        all.add(Example.of("int32 index", new Indexing.Gather(0), () -> in(Samples.any(11, 3), Tensor.of(2, 0, 2))));
        all.add(Example.of(
                "no index", new Indexing.Gather(0), () -> in(Samples.any(12, 3, 2), Samples.index(13, 1, 0, 2))));
        all.add(Example.of(
                "nothing added",
                new Indexing.ScatterAdd(0, Shape.of(3)),
                () -> in(Samples.index(14, 1, 0), Samples.any(15, 0))));
        all.add(Example.of(
                "a shorter index",
                new Indexing.Scatter(1),
                () -> in(Samples.any(25, 4, 3), Samples.index(9, 3, 2, 1), Samples.any(26, 2, 1))));
        all.add(Example.of(
                "nothing written",
                new Indexing.Scatter(0),
                () -> in(Samples.any(27, 3), Samples.index(14, 1, 0), Samples.any(15, 0))));
        all.add(Example.of(
                "one place again and again",
                new Indexing.Scatter(0),
                () -> in(Samples.any(28, 2), Tensor.of(1, 1, 1), Samples.any(29, 3))));
        all.add(Example.edge(
                "int64 beyond 2^53",
                new Indexing.Scatter(0),
                () -> in(Tensor.of(1L, 2L), Tensor.of(0L, 0L), Tensor.of(7L, (1L << 53) + 1))));
        all.add(Example.of("a single index", new Indexing.Take(1), () -> in(Samples.any(16, 2, 3), Tensor.scalar(2L))));
        all.add(Example.of("no index", new Indexing.Take(0), () -> in(Samples.any(17, 3, 2), Samples.index(18, 1, 0))));
        all.add(Example.of(
                "a single index", new Indexing.AddSlices(1, 3), () -> in(Tensor.scalar(2L), Samples.any(19, 2))));
        all.add(Example.of(
                "no slices", new Indexing.AddSlices(0, 2), () -> in(Samples.index(20, 1, 0), Samples.any(21, 0, 3))));
        all.add(Example.edge(
                "int64 beyond 2^53",
                new Indexing.ScatterAdd(0, Shape.of(2)),
                () -> in(Tensor.of(0L, 0L, 1L), Tensor.of((1L << 53) + 1, 0L, 5L))));
        all.add(Example.edge(
                "int64 beyond 2^53",
                new Indexing.AddSlices(0, 2),
                () -> in(Tensor.of(0L, 0L, 1L), Tensor.of((1L << 53) + 1, 0L, 5L))));
        all.add(Example.edge("bool", new Indexing.Take(0), () -> in(Samples.truth(22, 4), Tensor.of(3L, 0L))));
        all.add(Example.edge("classes", new Indexing.OneHot(4), () -> in(Samples.index(23, 4, 2, 3))));
        all.add(Example.edge("one class", new Indexing.OneHot(3), () -> in(Tensor.scalar(2))));
        all.add(Example.edge("no index", new Indexing.OneHot(0), () -> in(Samples.index(24, 1, 0))));
    }

    private static void composed(List<Example> all) {
        all.add(Example.composed(
                "take_along",
                "a kept maximum",
                x -> x[0].takeAlong(1, x[1]),
                () -> in(Samples.any(31, 3, 4), Samples.index(32, 4, 3, 1))));
        all.add(Example.composed(
                "take_along",
                "both stretch",
                x -> x[0].takeAlong(0, x[1]),
                () -> in(Samples.any(33, 3, 1, 2), Samples.index(34, 3, 4, 2, 1))));
        all.add(Example.composed(
                "scatter",
                "a number",
                x -> x[0].scatter(-1, x[1], 2.5),
                () -> in(Samples.any(35, 2, 3), Samples.index(36, 3, 2, 2))));
        all.add(Example.composed(
                "index_add",
                "repeated slices",
                x -> x[0].indexAdd(1, x[1], x[2]),
                () -> in(Samples.any(37, 2, 3), Tensor.of(2L, 0L, 2L), Samples.any(38, 2, 3))));
        all.add(Example.composed(
                "index_copy",
                "the last stays",
                x -> x[0].indexCopy(0, x[1], x[2]),
                () -> in(Samples.any(39, 3, 2), Tensor.of(2L, 0L, 2L), Samples.any(40, 3, 2))));
        all.add(Example.composed(
                "index_select",
                "columns",
                x -> x[0].indexSelect(1, x[1]),
                () -> in(Samples.any(41, 2, 3), Tensor.of(2, 0, 2))));
        all.add(Example.composed(
                "embedding",
                "pairs of words",
                x -> x[0].embedding(x[1]),
                () -> in(Samples.any(42, 5, 3), Samples.index(43, 5, 2, 2))));
        all.add(Example.composed(
                "masked_fill",
                "a mask of columns",
                x -> x[0].maskedFill(x[1], -1),
                () -> in(Samples.any(44, 2, 3), Tensor.of(true, false, true))));
        // What a mask chooses is as long as its values say, so it is no input: those may be drawn, without values.
        Tensor mask = Samples.truth(46, 3, 4);
        all.add(Example.composed(
                "masked_select", "some", x -> x[0].maskedSelect(mask), () -> in(Samples.any(45, 3, 4))));
        all.add(Example.composed(
                "masked_select",
                "none",
                x -> x[0].maskedSelect(Tensor.of(false, false)),
                () -> in(Samples.any(47, 2))));
        Tensor truth = Samples.truth(48, 2, 3, 2);
        all.add(Example.composed("nonzero", "a mask", x -> truth.nonzero(), () -> in()));
        all.add(Example.composed("nonzero", "rank 0", x -> Tensor.scalar(2).nonzero(), () -> in()));
        all.add(Example.composed(
                "one_hot", "int32", x -> x[0].oneHot(3, DType.INT32), () -> in(Samples.index(49, 3, 2, 2))));
        all.add(Example.composed("bin_count", "dice", x -> x[0].binCount(6), () -> in(Samples.index(50, 6, 3, 4))));
    }

    static List<Refusal> refusals() {
        return List.of(
                new Refusal(
                        "an index beyond the axis",
                        new Indexing.Scatter(1),
                        () -> in(Tensor.zeros(1, 3), Tensor.of(new long[] {3}, 1, 1), Tensor.zeros(1, 1)),
                        IndexOutOfBoundsException.class,
                        "index 3 does not lie in axis 1 of length 3"),
                new Refusal(
                        "fewer indices than elements",
                        new Indexing.Scatter(0),
                        () -> in(Tensor.zeros(3), Tensor.of(0L), Tensor.zeros(2)),
                        ShapeException.class,
                        "[2]"),
                new Refusal(
                        "a source of another type",
                        new Indexing.Scatter(0),
                        () -> in(Tensor.zeros(3), Tensor.of(0L), Tensor.of(1)),
                        DTypeException.class,
                        "int32"),
                new Refusal(
                        "an index into nothing",
                        new Indexing.Take(0),
                        () -> in(Tensor.zeros(0, 3), Tensor.of(0L)),
                        IndexOutOfBoundsException.class,
                        "axis 0 of length 0"),
                new Refusal(
                        "an index beyond the axis",
                        new Indexing.Gather(0),
                        () -> in(Tensor.zeros(3), Tensor.of(0L, 3L)),
                        IndexOutOfBoundsException.class,
                        "index 3"),
                new Refusal(
                        "a negative index",
                        new Indexing.Take(0),
                        () -> in(Tensor.zeros(3), Tensor.of(-1L)),
                        IndexOutOfBoundsException.class,
                        "index -1"),
                new Refusal(
                        "an index that is no integer",
                        new Indexing.Gather(0),
                        () -> in(Tensor.zeros(3), Tensor.zeros(2)),
                        DTypeException.class,
                        "float32"),
                new Refusal(
                        "an index of another rank",
                        new Indexing.Gather(0),
                        () -> in(Tensor.zeros(3, 2), Tensor.of(0L)),
                        ShapeException.class,
                        "[3, 2]"),
                new Refusal(
                        "fewer indices than elements",
                        new Indexing.ScatterAdd(0, Shape.of(3)),
                        () -> in(Tensor.of(0L), Tensor.zeros(2)),
                        ShapeException.class,
                        "[2]"),
                new Refusal(
                        "an index beyond the axis",
                        new Indexing.ScatterAdd(0, Shape.of(3)),
                        () -> in(Tensor.of(5L), Tensor.zeros(1)),
                        IndexOutOfBoundsException.class,
                        "index 5"),
                new Refusal(
                        "fewer indices than slices",
                        new Indexing.AddSlices(0, 3),
                        () -> in(Tensor.of(0L), Tensor.zeros(2, 2)),
                        ShapeException.class,
                        "[2, 2]"),
                new Refusal(
                        "an index beyond the axis",
                        new Indexing.AddSlices(0, 1),
                        () -> in(Tensor.of(1L), Tensor.zeros(1, 2)),
                        IndexOutOfBoundsException.class,
                        "index 1"),
                new Refusal(
                        "a class that is not there",
                        new Indexing.OneHot(2),
                        () -> in(Tensor.of(2L)),
                        IndexOutOfBoundsException.class,
                        "index 2"),
                new Refusal(
                        "classes that are no integers",
                        new Indexing.OneHot(2),
                        () -> in(Tensor.zeros(2)),
                        DTypeException.class,
                        "float32"));
    }
}

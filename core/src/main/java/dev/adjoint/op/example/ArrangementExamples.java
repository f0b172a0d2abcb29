package dev.adjoint.op.example;

import static dev.adjoint.op.example.Samples.in;

import dev.adjoint.Border;
import dev.adjoint.Tensor;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/** Samples of the movements that are composed of others. */
final class ArrangementExamples {

    private ArrangementExamples() {}

    static List<Example> examples() {
        List<Example> all = new ArrayList<>();
        views(all);
        pieces(all);
        selections(all);
        copies(all);
        alikes(all);
        return all;
    }

    private static void add(List<Example> all, String name, String label, Function<Tensor, Tensor> f, long... lengths) {
        long seed = 1L + all.size();
        all.add(Example.composed(name, label, x -> f.apply(x[0]), () -> in(Samples.any(seed, lengths))));
    }

    private static void views(List<Example> all) {
        add(all, "move_axis", "to the end", x -> x.moveAxis(0, -1), 2, 3, 4);
        add(all, "move_axis", "to the front", x -> x.moveAxis(-1, 0), 2, 3, 4);
        add(all, "channels_last", "images", Tensor::channelsLast, 2, 3, 2, 4);
        add(all, "channels_first", "images", Tensor::channelsFirst, 2, 2, 4, 3);
        add(all, "diagonal", "two axes of a cube", x -> x.diagonal(1, 2, 0), 2, 3, 4);
        add(all, "diagonal", "of matrices, below", x -> x.diagonal(-1), 2, 3, 4);
        add(all, "diagonal", "the main one", Tensor::diagonal, 3, 3);
        add(all, "diagonal_matrix", "below", x -> x.diagonalMatrix(-1), 2, 3);
        add(all, "diagonal_matrix", "the main one", Tensor::diagonalMatrix, 3);
        add(all, "squeeze", "all", Tensor::squeeze, 1, 3, 1, 2);
        add(all, "flatten", "all", Tensor::flatten, 2, 3, 2);
        add(all, "flatten", "rank 0", Tensor::flatten);
        add(all, "flatten", "the first two", x -> x.flatten(0, 1), 2, 3, 2);
        add(all, "flatten", "from axis 1", x -> x.flatten(1), 2, 3, 2);
        add(all, "unflatten", "in the middle", x -> x.unflatten(1, 2, -1), 2, 6, 2);
        add(all, "unflatten", "no elements", x -> x.unflatten(0, 0, 3), 0, 2);
        for (int quarters = -1; quarters <= 2; quarters++) {
            int n = quarters;
            add(all, "rot90", n + " quarters", x -> x.rot90(n, 0, 1), 2, 3);
        }
        add(all, "trace", "of matrices", Tensor::trace, 2, 3, 3);
    }

    private static void pieces(List<Example> all) {
        pieces(all, "unstack", "columns", x -> x.unstack(1));
        pieces(all, "split", "by two", x -> x.split(1, 2));
        pieces(all, "split", "by lengths", x -> x.split(1, new long[] {1, 0, 4}));
        pieces(all, "chunk", "into three", x -> x.chunk(1, 3));
        pieces(all, "chunk", "more than there are", x -> x.chunk(0, 7));
        all.add(Example.of(
                "a grid",
                new Composed("meshgrid", x -> Tensor.meshgrid(x).toArray(Tensor[]::new)),
                () -> in(Samples.any(1, 2), Samples.any(2, 3))));
        Supplier<Tensor[]> two = () -> in(Samples.any(1, 2, 3), Samples.any(2, 2, 3));
        all.add(Example.composed("concat", "a list", x -> Tensor.concat(1, List.of(x)), two));
        all.add(Example.composed("stack", "a list", x -> Tensor.stack(1, List.of(x)), two));
    }

    private static void pieces(List<Example> all, String name, String label, Function<Tensor, List<Tensor>> f) {
        Composed op = new Composed(name, x -> f.apply(x[0]).toArray(Tensor[]::new));
        all.add(Example.of(label, op, () -> in(Samples.any(3, 2, 5))));
    }

    private static void selections(List<Example> all) {
        for (String text : List.of(
                "1",
                "..., -1",
                "1:, ::2, -3:-1",
                "newaxis, 0, ..., newaxis",
                ":, ::-1",
                ":, 3:0:-2, 2::-1",
                "2:2, 1:1:-1",
                "")) {
            add(all, "slice", "\"" + text + "\"", x -> x.slice(text), 2, 4, 3);
        }
    }

    private static void copies(List<Example> all) {
        add(all, "roll", "down", x -> x.roll(0, 2), 5, 2);
        add(all, "roll", "up, around", x -> x.roll(1, -7), 2, 3);
        add(all, "roll", "nothing", x -> x.roll(0, 1), 0, 2);
        add(all, "tile", "both axes", x -> x.tile(2, 3), 2, 2);
        add(all, "tile", "the last axis", x -> x.tile(2), 2, 3);
        add(all, "tile", "a new axis", x -> x.tile(2, 1, 2), 2, 3);
        add(all, "tile", "none", x -> x.tile(0), 2, 3);
        add(all, "repeat", "each twice", x -> x.repeat(0, 2), 3, 2);
        add(all, "repeat", "each by its number", x -> x.repeat(1, new long[] {2, 0, 1}), 2, 3);
        add(all, "pad", "with a number", x -> x.pad(1, 2, 1, -0.5), 2, 3);
        for (Border border : Border.values()) {
            add(all, "pad", border.name().toLowerCase(Locale.ROOT), x -> x.pad(0, 2, 1, border), 3, 2);
            add(all, "pad", border.name().toLowerCase(Locale.ROOT) + ", round", x -> x.pad(0, 4, 5, border), 2);
            add(all, "pad", border.name().toLowerCase(Locale.ROOT) + ", of one", x -> x.pad(0, 1, 2, border), 1);
        }
        add(all, "tril", "of matrices", Tensor::tril, 2, 3, 4);
        add(all, "tril", "one up", x -> x.tril(1), 3, 3);
        add(all, "triu", "of matrices", Tensor::triu, 2, 3, 4);
        add(all, "triu", "one down", x -> x.triu(-1), 3, 3);
        all.add(Example.edge(
                "NaN above",
                new Composed("tril", x -> in(x[0].tril())),
                () -> in(Tensor.of(new double[] {1, Double.NaN, 2, 3}, 2, 2))));
    }

    /** What depends on type and shape alone. */
    private static void alikes(List<Example> all) {
        Supplier<Tensor[]> whole = () -> in(Samples.index(1, 9, 2, 3));
        all.add(Example.composed("zeros_like", "int64", x -> x[0].zerosLike(), whole));
        all.add(Example.composed("ones_like", "int64", x -> x[0].onesLike(), whole));
        all.add(Example.composed("full_like", "int64", x -> x[0].fullLike(-3), whole));
    }

    static List<Refusal> refusals() {
        return List.of(
                refusal("axes in the wrong order", "flatten", x -> x.flatten(1, 0), "axis 1"),
                refusal("lengths of another product", "unflatten", x -> x.unflatten(1, 2, 2), "[3]"),
                refusal("pieces of no length", "split", x -> x.split(0, 0).getFirst(), "length 0"),
                refusal(
                        "lengths that do not add up",
                        "split",
                        x -> x.split(1, new long[] {1, 1}).getFirst(),
                        "add up to 2"),
                refusal("no pieces", "chunk", x -> x.chunk(0, 0).getFirst(), "0 pieces"),
                refusal("a part that is none", "slice", x -> x.slice("0, a"), "\"a\""),
                refusal("more parts than axes", "slice", x -> x.slice("0, 0, :"), "3 axes"),
                refusal("two ellipses", "slice", x -> x.slice("..., ..."), "..."),
                refusal("a step of 0", "slice", x -> x.slice("::0"), "step 0"),
                refusal("a backward range that runs forward", "slice", x -> x.slice("0:2:-1"), "0:2:-1"),
                refusal("a range beyond the end", "slice", x -> x.slice("1:5"), "5"),
                refusal("a negative number", "tile", x -> x.tile(2, -1), "-1"),
                refusal("a negative number", "repeat", x -> x.repeat(0, -2), "-2"),
                refusal("a missing number", "repeat", x -> x.repeat(1, new long[] {1, 2}), "[1, 2]"),
                refusal("negative padding", "pad", x -> x.pad(0, -1, 0, 1.0), "-1 before"),
                refusal("elements of nothing", "pad", x -> x.slice(0, 0, 0).pad(0, 1, 0, Border.REFLECT), "[0, 3]"),
                refusal("a matrix as axis", "meshgrid", x -> Tensor.meshgrid(x).getFirst(), "[2, 3]"),
                refusal("no axis of columns", "tril", x -> x.select(0, 0).tril(), "is no matrix"));
    }

    private static Refusal refusal(String label, String name, Function<Tensor, Tensor> f, String text) {
        return refusal(label, name, x -> List.of(f.apply(x)), text, ShapeException.class);
    }

    private static Refusal refusal(
            String label,
            String name,
            Function<Tensor, List<Tensor>> f,
            String text,
            Class<? extends RuntimeException> error) {
        Composed op = new Composed(name, x -> f.apply(x[0]).toArray(Tensor[]::new));
        return new Refusal(label, op, () -> in(Tensor.zeros(2, 3)), error, text);
    }
}

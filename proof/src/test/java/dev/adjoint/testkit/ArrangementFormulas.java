package dev.adjoint.testkit;

import dev.adjoint.Border;
import dev.adjoint.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The oracle's cases of movements, of choosing by indices and masks, and of sorting, in our words. */
final class ArrangementFormulas {

    private final Map<String, Function<List<Tensor>, Tensor>> all = new HashMap<>();

    private ArrangementFormulas() {
        matrices();
        pieces();
        choosing();
        sorting();
    }

    static Map<String, Function<List<Tensor>, Tensor>> byName() {
        return new ArrangementFormulas().all;
    }

    private void one(String name, UnaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0)));
    }

    private void two(String name, BinaryOperator<Tensor> f) {
        all.put(name, in -> f.apply(in.get(0), in.get(1)));
    }

    private void matrices() {
        for (int offset : new int[] {-1, 0, 2}) {
            one("diagonal " + offset + " axes 0 2", x -> x.diagonal(offset, 0, 2));
            one("diagonal matrix " + offset, x -> x.diagonalMatrix(offset));
            one("tril " + offset, x -> x.tril(offset));
            one("triu " + offset, x -> x.triu(offset));
        }
        one("trace", Tensor::trace);
        one("move axis 0 to 2", x -> x.moveAxis(0, 2));
        one("squeeze all", Tensor::squeeze);
        one("flatten 0 to 1", x -> x.flatten(0, 1));
        one("unflatten 2 by 2 2", x -> x.unflatten(2, 2, 2));
        for (int quarters : new int[] {-1, 1, 2, 4}) {
            one("rot90 " + quarters, x -> x.rot90(quarters, 1, 2));
        }
    }

    private void pieces() {
        one("roll axis 0 by 1", x -> x.roll(0, 1));
        one("roll axis 1 by -4", x -> x.roll(1, -4));
        one("roll axis 2 by 3", x -> x.roll(2, 3));
        one("tile 2 1 3", x -> x.tile(2, 1, 3));
        one("tile 3", x -> x.tile(3));
        one("repeat axis 1 by 2", x -> x.repeat(1, 2));
        one("repeat axis 1 by 0 2 1", x -> x.repeat(1, new long[] {0, 2, 1}));
        one("split by 2, second", x -> x.split(1, 2).get(1));
        one("split by 1 3, second", x -> x.split(2, new long[] {1, 3}).get(1));
        one("chunk into 3, last", x -> x.chunk(0, 3).getLast());
        one("unstack, second", x -> x.unstack(1).get(1));
        two("meshgrid, second", (a, b) -> Tensor.meshgrid(a, b).get(1));
        one("selection", x -> x.slice("1:, newaxis, ..., 1::2"));
        one("pad with 1.5", x -> x.pad(1, 2, 1, 1.5).pad(0, 0, 1, 1.5));
        for (Border border : Border.values()) {
            one("pad " + border.name().toLowerCase(Locale.ROOT), x -> x.pad(1, 2, 3, border));
        }
    }

    private void choosing() {
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            all.put("scatter axis " + axis, in -> in.get(0).scatter(at, in.get(1), in.get(2)));
            two("take along axis " + axis, (x, index) -> x.takeAlong(at, index));
        }
        two("scatter a number", (x, index) -> x.scatter(0, index, 2.5));
        all.put("index add", in -> in.get(0).indexAdd(1, in.get(1), in.get(2)));
        all.put("index copy", in -> in.get(0).indexCopy(1, in.get(1), in.get(2)));
        two("masked fill", (x, mask) -> x.maskedFill(mask, -2.5));
        two("masked fill, a mask of columns", (x, mask) -> x.maskedFill(mask, 0));
        two("masked select", Tensor::maskedSelect);
        one("nonzero", Tensor::nonzero);
        one("bin count", x -> x.binCount(6));
    }

    private void sorting() {
        for (int axis = 0; axis < 3; axis++) {
            int at = axis;
            one("sort axis " + axis, x -> x.sort(at).values());
            one("sort axis " + axis + " descending", x -> x.sort(at, true).values());
            one("argsort axis " + axis, x -> x.argsort(at));
        }
        one("special: sort", x -> x.sort(1).values());
        one("special: sort descending", x -> x.sort(1, true).values());
        one("special: argsort", x -> x.argsort(1));
        one("special: argsort descending", x -> x.argsort(1, true));
        one("integers: argsort", x -> x.argsort(0));
        one("top 2 axis 2", x -> x.topK(2, 2).values());
        one("least 2 axis 1", x -> x.topK(2, 1, false).values());
        one("top 2 axis 2, positions", x -> x.topK(2, 2).indices());
        one("third least axis 2", x -> x.kthValue(3, 2).values());
        one("median of 5", x -> x.median(1));
        for (String share : List.of("0", "0.3", "0.5", "1")) {
            one("quantile " + share + " axis 2", x -> x.quantile(Double.parseDouble(share), 2));
        }
        one("special: quantile 0.5", x -> x.quantile(0.5, 1));
        two("search sorted left", (sorted, values) -> sorted.searchSorted(values, false));
        two("search sorted right", (sorted, values) -> sorted.searchSorted(values, true));
    }
}

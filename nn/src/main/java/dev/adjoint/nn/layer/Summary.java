package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Scope;
import dev.adjoint.nn.Module;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table of a model: what each layer is, the shape that it gives and the parameters that it has.
 *
 * <p>It follows a tensor of zeros through chains of {@link Sequential}; any other module is one row.
 *
 * @param rows the layers in the order of computation
 * @param parameters the number of numbers to be trained, in all
 */
public record Summary(List<Row> rows, long parameters) {

    /** Takes a copy of the list. */
    public Summary {
        rows = List.copyOf(rows);
    }

    /**
     * One layer.
     *
     * @param path where it stands in the tree
     * @param layer what it is
     * @param output element type and shape of what it gives
     * @param parameters the number of numbers to be trained in it
     */
    public record Row(String path, String layer, TensorType output, long parameters) {}

    /**
     * Follows zeros through a model, in evaluation mode.
     *
     * @param model what to look at
     * @param input element type and shape of its input, the batch first
     * @return the table
     */
    public static Summary of(Module model, TensorType input) {
        List<Row> rows = new ArrayList<>();
        try (Scope _ = Scope.open()) {
            Tensor zeros = Tensor.zeros(input.dtype(), input.shape().dims());
            model.evaluating(() -> follow(model, zeros, rows));
        }
        return new Summary(rows, model.parameterCount());
    }

    private static Tensor follow(Module module, Tensor x, List<Row> rows) {
        if (module instanceof Sequential chain) {
            Tensor y = x;
            for (Module part : chain.children().values()) {
                y = follow(part, y, rows);
            }
            return y;
        }
        Tensor y = module.forward(x);
        String layer = module.toString().lines().findFirst().orElse("");
        rows.add(new Row(module.path(), layer, y.type(), module.parameterCount()));
        return y;
    }

    /** Columns for path, layer, output and parameters, and a line with the sum. */
    @Override
    public String toString() {
        int path = rows.stream().mapToInt(row -> row.path.length()).max().orElse(0);
        int layer = rows.stream().mapToInt(row -> row.layer.length()).max().orElse(0);
        int output = rows.stream()
                .mapToInt(row -> row.output.shape().toString().length())
                .max()
                .orElse(0);
        String line =
                "%-" + Math.max(1, path) + "s  %-" + Math.max(1, layer) + "s  %-" + Math.max(1, output) + "s  %,12d\n";
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(String.format(
                Locale.ROOT, line, row.path, row.layer, row.output.shape().toString(), row.parameters)));
        return text.append(String.format(Locale.ROOT, "%,d parameters", parameters))
                .toString();
    }
}

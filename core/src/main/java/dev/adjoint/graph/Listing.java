package dev.adjoint.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A graph as text, a line for each step, in columns. */
final class Listing {

    private Listing() {}

    private record Line(String computation, String type, String origin) {}

    static String of(List<Value.Input> inputs, List<Value.Constant> constants, List<Step> steps, List<Value> outputs) {
        List<Line> lines = new ArrayList<>();
        for (Value.Constant constant : constants) {
            lines.add(new Line(constant.label() + " = constant", constant.type().toString(), ""));
        }
        for (Step step : steps) {
            lines.add(line(step));
        }
        int left =
                lines.stream().mapToInt(line -> line.computation.length()).max().orElse(0);
        int middle = lines.stream().mapToInt(line -> line.type.length()).max().orElse(0);
        String given = inputs.stream()
                .map(input -> input.name() + ": " + input.type())
                .collect(Collectors.joining(", ", "graph(", ") {\n"));
        String format = "  %-" + Math.max(1, left) + "s  %-" + Math.max(1, middle) + "s  %s";
        return lines.stream()
                .map(line -> format.formatted(line.computation, line.type, line.origin)
                                .stripTrailing() + "\n")
                .collect(Collectors.joining("", given, "  return " + labels(outputs) + "\n}\n"));
    }

    private static Line line(Step step) {
        String made = step.outputs().isEmpty() ? "" : labels(step.outputs()) + " = ";
        String types = step.outputs().stream().map(y -> y.type().toString()).collect(Collectors.joining(", "));
        String origin = step.origin() == null ? "" : "// " + step.origin();
        String kept = step.recorded() ? "" : " unrecorded";
        return new Line(made + step.title() + "(" + labels(step.inputs()) + ")" + kept, types, origin);
    }

    private static String labels(List<? extends Value> values) {
        return values.stream().map(Value::label).collect(Collectors.joining(", "));
    }
}

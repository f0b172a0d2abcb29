package dev.adjoint.graph;

import java.util.List;

/** A graph in the language of Graphviz: two kinds of nodes, and arrows only from one kind to the other. */
final class Dot {

    private final StringBuilder text = new StringBuilder();

    private Dot() {}

    static String of(List<Value.Input> inputs, List<Value.Constant> constants, List<Step> steps, List<Value> outputs) {
        Dot dot = new Dot();
        dot.text.append("digraph adjoint {\n  rankdir=TB;\n");
        inputs.forEach(input -> dot.circle(input, ", style=bold"));
        constants.forEach(constant -> dot.circle(constant, ", style=dashed"));
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String tip = step.origin() == null ? "" : ", tooltip=" + quoted(step.origin());
            dot.node("op" + i, "diamond", step.title(), tip);
            for (Value.Result result : step.outputs()) {
                dot.circle(result, outputs.contains(result) ? ", peripheries=2" : "");
            }
            for (Value value : step.inputs()) {
                dot.arrow("tensor" + value.number(), "op" + i);
            }
            for (Value.Result result : step.outputs()) {
                dot.arrow("op" + i, "tensor" + result.number());
            }
        }
        return dot.text.append("}\n").toString();
    }

    private void circle(Value value, String style) {
        node("tensor" + value.number(), "circle", value.label() + "\n" + value.type(), style);
    }

    private void node(String name, String shape, String label, String style) {
        text.append("  %s [shape=%s, label=%s%s];\n".formatted(name, shape, quoted(label), style));
    }

    private void arrow(String from, String to) {
        text.append("  ").append(from).append(" -> ").append(to).append(";\n");
    }

    private static String quoted(String label) {
        return '"' + label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

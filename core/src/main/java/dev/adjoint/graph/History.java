package dev.adjoint.graph;

import dev.adjoint.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a tape recorded behind a value, read back as a {@link Graph} for printing. */
public final class History {

    private final List<Value.Input> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<TensorNode, Value> values = new IdentityHashMap<>();
    private final Map<OpNode, TreeMap<Integer, TensorNode>> outputs = new IdentityHashMap<>();
    private int numbered;

    private History() {}

    /**
     * The graph behind a value.
     *
     * @param node where to start
     * @return leaves as inputs, constants without their tensors, and the ops between them and the value
     */
    public static Graph of(TensorNode node) {
        History history = new History();
        List<OpNode> order = history.order(node);
        if (order.isEmpty()) {
            history.value(node);
        }
        order.forEach(history::add);
        return new Graph(history.inputs, history.steps, List.of(history.value(node)));
    }

    /** The ops behind a value, each after those that it reads; a loop, since histories grow longer than stacks. */
    private List<OpNode> order(TensorNode start) {
        List<OpNode> order = new ArrayList<>();
        Map<OpNode, Boolean> done = new IdentityHashMap<>();
        Deque<OpNode> open = new ArrayDeque<>();
        reach(start, open, done);
        while (!open.isEmpty()) {
            OpNode node = open.peek();
            if (done.containsKey(node)) {
                open.pop();
                if (!done.put(node, true)) {
                    order.add(node);
                }
                continue;
            }
            done.put(node, false);
            for (int i = 0; i < node.inputs(); i++) {
                TensorNode input = node.inputNode(i);
                if (input != null) {
                    reach(input, open, done);
                }
            }
        }
        return order;
    }

    private void reach(TensorNode node, Deque<OpNode> open, Map<OpNode, Boolean> done) {
        OpNode producer = node.producer();
        if (producer == null) {
            return;
        }
        outputs.computeIfAbsent(producer, _ -> new TreeMap<>()).putIfAbsent(node.output(), node);
        if (!done.containsKey(producer)) {
            open.push(producer);
        }
    }

    private void add(OpNode node) {
        List<Value> arguments = new ArrayList<>();
        for (int i = 0; i < node.inputs(); i++) {
            TensorNode input = node.inputNode(i);
            TensorType type = node.inputType(i);
            arguments.add(input == null ? new Value.Constant(numbered++, type, null) : value(input));
        }
        List<Value.Result> results = new ArrayList<>();
        for (TensorNode output : Objects.requireNonNull(outputs.get(node)).values()) {
            results.add((Value.Result) value(output));
        }
        steps.add(new Step(node.op(), arguments, results, true, node.origin()));
    }

    private Value value(TensorNode node) {
        Value known = values.get(node);
        if (known == null) {
            known = node.isLeaf() ? leaf(node) : new Value.Result(numbered++, node.type());
            values.put(node, known);
        }
        return known;
    }

    private Value leaf(TensorNode node) {
        Value.Input input = new Value.Input(numbered++, node.type(), "leaf" + inputs.size());
        inputs.add(input);
        return input;
    }
}

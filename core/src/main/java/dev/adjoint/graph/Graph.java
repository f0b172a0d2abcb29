package dev.adjoint.graph;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A drawn computation: inputs, constants, steps in the order in which they run, outputs. Immutable; a pass that makes a
 * better graph of it takes one and answers another.
 *
 * <p>{@link #run} applies the ops one by one under the interpreters that the inputs belong to. Without a transformation
 * around it that is eager execution, bit for bit; with one, the graph is differentiated as any other function is.
 */
public final class Graph {

    private final List<Value.Input> inputs;
    private final List<Step> steps;
    private final List<Value> outputs;
    private final List<Value.Constant> constants;
    private final int[][] lastUsed;

    /**
     * A graph of parts that fit together.
     *
     * @param inputs what is given at each run, in this order, of distinct names
     * @param steps the applications; each comes after those that it reads
     * @param outputs what a run answers
     * @throws IllegalArgumentException if a value is read before it is made, or two have the same number
     */
    public Graph(List<Value.Input> inputs, List<Step> steps, List<? extends Value> outputs) {
        this.inputs = List.copyOf(inputs);
        this.steps = List.copyOf(steps);
        this.outputs = List.copyOf(outputs);
        Order order = Order.of(this.inputs, this.steps, this.outputs);
        this.constants = order.constants();
        this.lastUsed = order.lastUsed();
    }

    /**
     * What is given at each run.
     *
     * @return the inputs in their order
     */
    public List<Value.Input> inputs() {
        return inputs;
    }

    /**
     * What every run finds as it is: captured parameters, numbers made while drawing.
     *
     * @return the constants in the order of their first use
     */
    public List<Value.Constant> constants() {
        return constants;
    }

    /**
     * The applications of ops.
     *
     * @return the steps in the order in which they run
     */
    public List<Step> steps() {
        return steps;
    }

    /**
     * What a run answers.
     *
     * @return the outputs in their order
     */
    public List<Value> outputs() {
        return outputs;
    }

    /**
     * How many applications of ops the graph has.
     *
     * @return the number of steps
     */
    public int size() {
        return steps.size();
    }

    /**
     * The steps that apply an op.
     *
     * @param op its name, such as {@code matmul}
     * @return the steps in their order; none if the graph does not use it
     */
    public List<Step> steps(String op) {
        return steps.stream().filter(step -> step.op().name().equals(op)).toList();
    }

    /**
     * The steps that a line of the user's program made.
     *
     * @param line part of a stack trace's line, such as {@code Model.java:42} or {@code Model.forward}
     * @return the steps in their order
     */
    public List<Step> stepsAt(String line) {
        return steps.stream()
                .filter(step -> step.origin() != null && step.origin().contains(line))
                .toList();
    }

    /**
     * The input of a name.
     *
     * @param name the name
     * @return the input
     * @throws IllegalArgumentException if there is none
     */
    public Value.Input input(String name) {
        return inputs.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("graph: no input is called " + name + ". The inputs are "
                                + inputs.stream().map(Value.Input::name).toList() + "."));
    }

    /**
     * The step that makes a value.
     *
     * @param value a value of this graph
     * @return its step, or null for an input or a constant
     */
    public @Nullable Step producer(Value value) {
        for (Step step : steps) {
            if (step.outputs().contains(value)) {
                return step;
            }
        }
        return null;
    }

    /**
     * The part that computes some values, with all inputs kept: what a loss depends on, and how much that is. Steps that
     * write in place stay, since what follows may read what they wrote.
     *
     * @param wanted values of this graph, the outputs of the new one
     * @return a graph without the steps that these do not need
     */
    public Graph upTo(Value... wanted) {
        Set<Value> needed = new HashSet<>(List.of(wanted));
        List<Step> kept = new ArrayList<>();
        for (Step step : steps.reversed()) {
            if (step.outputs().isEmpty() || step.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(step.inputs());
                kept.addFirst(step);
            }
        }
        return new Graph(inputs, kept, List.of(wanted));
    }

    /**
     * Computes the outputs, and lets go of each value after its last use.
     *
     * @param arguments one tensor for each input, of its type; of any interpreter
     * @return one tensor for each output
     * @throws ShapeException if an argument has another shape than its input, or their number is wrong
     * @throws DTypeException if an argument has another element type than its input
     */
    public Tensor[] run(Tensor... arguments) {
        return run((value, tensor) -> {}, arguments);
    }

    /**
     * Computes the outputs and shows every value on the way.
     *
     * @param seen takes each result of a step, once, in the order of computation
     * @param arguments one tensor for each input, of its type; of any interpreter
     * @return one tensor for each output
     */
    public Tensor[] run(BiConsumer<Value, Tensor> seen, Tensor... arguments) {
        requireCount(arguments.length);
        Map<Integer, Tensor> values = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            values.put(inputs.get(i).number(), requireType(inputs.get(i), arguments[i]));
        }
        for (Value.Constant constant : constants) {
            values.put(constant.number(), requireKnown(constant));
        }
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            Tensor[] results = step.run(chosen(values, step.inputs()));
            for (int k = 0; k < step.outputs().size(); k++) {
                values.put(step.outputs().get(k).number(), results[k]);
                seen.accept(step.outputs().get(k), results[k]);
            }
            for (int done : lastUsed[i]) {
                values.remove(done);
            }
        }
        return chosen(values, outputs);
    }

    private static Tensor[] chosen(Map<Integer, Tensor> values, List<Value> which) {
        Tensor[] chosen = new Tensor[which.size()];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = Objects.requireNonNull(values.get(which.get(i).number()));
        }
        return chosen;
    }

    private void requireCount(int count) {
        if (count != inputs.size()) {
            throw new IllegalArgumentException("graph: " + count + " tensors for " + inputs.size() + " inputs "
                    + inputs.stream().map(Value.Input::name).toList() + ". Give one for each, in this order.");
        }
    }

    private static Tensor requireType(Value.Input input, Tensor argument) {
        TensorType type = argument.type();
        if (type.dtype() != input.type().dtype()) {
            throw new DTypeException("graph: input " + input.name() + " was drawn as " + input.type() + ", got " + type
                    + ". Cast it: x.cast(DType." + input.type().dtype().name() + "), or draw the graph for this type.");
        }
        if (!type.equals(input.type())) {
            throw new ShapeException("graph: input " + input.name() + " was drawn as " + input.type() + ", got " + type
                    + ". Give it that shape, or draw the graph for this one.");
        }
        return argument;
    }

    private static Tensor requireKnown(Value.Constant constant) {
        Tensor tensor = constant.tensor();
        if (tensor == null) {
            throw new IllegalStateException("graph: constant " + constant.label() + " of " + constant.type()
                    + " was not kept: this graph was read back from a recorded tensor, for printing."
                    + " Stage the function to have a graph that runs.");
        }
        return tensor;
    }

    /**
     * The graph in the language of Graphviz: ops as diamonds, tensors as circles, an arrow wherever one meets the other.
     *
     * @return a digraph for {@code dot -Tsvg}
     */
    public String dot() {
        return Dot.of(inputs, constants, steps, outputs);
    }

    /** A line for each step: what it makes, of which op and values, its type, the line of the program. */
    @Override
    public String toString() {
        return Listing.of(inputs, constants, steps, outputs);
    }
}

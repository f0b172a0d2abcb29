package dev.adjoint.lazy;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.engine.Staging;
import dev.adjoint.graph.Graph;
import dev.adjoint.graph.Value;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A graph built before there are values: declare inputs, compute with them as with any tensor, name the loss; then feed
 * values, run forward, run backward, and read the value of any node and the gradient of any input. Feed others and run
 * again.
 *
 * <pre>{@code
 * var graph = new LazyGraph();
 * Tensor x = graph.input("x", DType.FLOAT64, 2, 3);
 * Tensor w = graph.input("w", DType.FLOAT64, 3, 1);
 * Tensor y = x.matmul(w);
 * graph.loss(y.square().mean());
 *
 * graph.forward(Map.of("x", data, "w", weights));
 * graph.backward();
 * Tensor dw = graph.gradient(w);
 * Tensor prediction = graph.value(y);
 * }</pre>
 *
 * <p>For one thread. Tensors that are computed from no input are no part of the graph but constants of it.
 */
public final class LazyGraph {

    private final Staging staging = Staging.open();
    private final Map<String, Tensor> leaves = new LinkedHashMap<>();
    private final Map<Value, Tensor> values = new HashMap<>();
    private @Nullable Tensor loss;
    private @Nullable Tensor result;
    private boolean walked;

    /** A graph without inputs. */
    public LazyGraph() {}

    /**
     * Declares an input.
     *
     * @param name what feeds call it
     * @param dtype its element type
     * @param lengths the length of each axis
     * @return a tensor without values, to compute with
     * @throws IllegalArgumentException if there is an input of that name
     */
    public Tensor input(String name, DType dtype, long... lengths) {
        Tensor input = staging.input(Given.of("input", "the name", name), new TensorType(dtype, Shape.of(lengths)));
        graph();
        return input;
    }

    /**
     * Names the loss: what {@link #forward} answers and {@link #backward} starts from. It may be named anew.
     *
     * @param scalar a value of this graph, of rank 0 and floating elements
     * @return the same tensor
     */
    public Tensor loss(Tensor scalar) {
        if (Given.of("loss", "the scalar", scalar).rank() != 0
                || !scalar.dtype().isFloating()) {
            throw new ShapeException("loss: " + scalar.type() + " is no floating scalar, so there is no one gradient of"
                    + " it. Reduce it first (sum, mean).");
        }
        staging.value(scalar);
        loss = scalar;
        return scalar;
    }

    /**
     * What was drawn so far, the loss being its output if it is named: to print, to save, to run by itself.
     *
     * @return the graph
     */
    public Graph graph() {
        return loss == null ? staging.graph() : staging.graph(loss);
    }

    /**
     * Runs everything that was drawn, and keeps all values for {@link #value} and {@link #backward}; those of an earlier
     * run are forgotten.
     *
     * @param feeds a tensor for each input, of its type
     * @return the value of the loss
     * @throws IllegalArgumentException if a feed is missing, superfluous or of another type; the message names the input
     */
    public Tensor forward(Map<String, Tensor> feeds) {
        if (loss == null) {
            throw new IllegalStateException("forward: the graph has no loss yet. Name it first: graph.loss(scalar).");
        }
        Graph graph = graph();
        requireNames(graph, Given.of("forward", "the map of feeds", feeds));
        leaves.clear();
        values.clear();
        result = null;
        walked = false;
        for (Value.Input input : graph.inputs()) {
            Tensor fed = Given.of("forward", "the feed of " + input.name(), feeds.get(input.name()))
                    .detach();
            Tensor leaf = fed.dtype().isFloating() ? fed.withGrad() : fed;
            leaves.put(input.name(), leaf);
            values.put(input, leaf);
        }
        Tensor computed = graph.run(values::put, leaves.values().toArray(Tensor[]::new))[0];
        result = computed;
        return computed.detach();
    }

    private static void requireNames(Graph graph, Map<String, Tensor> feeds) {
        TreeSet<String> missing = new TreeSet<>();
        graph.inputs().forEach(input -> missing.add(input.name()));
        TreeSet<String> unknown = new TreeSet<>(feeds.keySet());
        unknown.removeAll(missing);
        missing.removeAll(feeds.keySet());
        if (!missing.isEmpty() || !unknown.isEmpty()) {
            throw new IllegalArgumentException("forward: "
                    + (missing.isEmpty() ? "" : "no values for the inputs " + missing + ". ")
                    + (unknown.isEmpty() ? "" : "no inputs are called " + unknown + ". ")
                    + "Feed each input once, by its name.");
        }
    }

    /**
     * Walks back from the loss of the last run, once: the inputs receive their gradients, and so do leaves that the graph
     * captured.
     *
     * @throws GradientException if there was no run, or it was walked already
     */
    public void backward() {
        if (result == null) {
            throw new GradientException("backward: the graph has not been run. Call forward(feeds) first.");
        }
        result.backward();
        walked = true;
    }

    /**
     * What a node was in the last run.
     *
     * @param node any tensor of this graph
     * @return its value, without history
     * @throws IllegalStateException if the graph was not run since the node was drawn
     */
    public Tensor value(Tensor node) {
        Value value = staging.value(Given.of("value", "the node", node));
        Tensor known = value instanceof Value.Constant constant ? constant.tensor() : values.get(value);
        if (known == null) {
            throw new IllegalStateException("value: " + node + " has none, since the graph has not been run with it."
                    + " Call forward(feeds) first.");
        }
        return known.detach();
    }

    /**
     * The gradient of the loss by an input, from the last run.
     *
     * @param input what {@link #input} answered
     * @return a tensor of its type; zeros if the loss does not depend on it
     * @throws GradientException if it is no floating input, or there was no backward pass
     */
    public Tensor gradient(Tensor input) {
        if (!(staging.value(Given.of("gradient", "the input", input)) instanceof Value.Input declared)
                || !declared.type().dtype().isFloating()) {
            throw new GradientException("gradient: " + input + " is no floating input of this graph."
                    + " Ask an input, or read a node's value with value(node).");
        }
        Tensor leaf = leaves.get(declared.name());
        if (leaf == null || !walked) {
            throw new GradientException("gradient: the graph "
                    + (leaf == null ? "has not been run." : "was run, but there was no backward pass since.")
                    + " Call forward(feeds), then backward().");
        }
        Tensor gradient = leaf.grad();
        return gradient != null
                ? gradient
                : Tensor.zeros(input.dtype(), input.shape().dims());
    }
}

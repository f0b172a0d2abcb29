package dev.adjoint.lazy;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.engine.Staging;
import dev.adjoint.graph.Graph;
import dev.adjoint.shape.Given;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A function that is run as a graph, one for each signature: arguments of other types have it drawn anew. Derivatives
 * pass through as through the function itself, and threads may share it.
 */
public final class Staged {

    static final int ANY = -1;

    private final int arity;
    private final Function<Tensor[], Tensor[]> function;
    private final ConcurrentHashMap<List<TensorType>, Graph> graphs = new ConcurrentHashMap<>();

    Staged(int arity, Function<Tensor[], Tensor[]> function) {
        this.arity = arity;
        this.function = function;
    }

    /**
     * Runs the graph for the types of the arguments.
     *
     * @param arguments as many as the function takes
     * @return the first result
     */
    public Tensor apply(Tensor... arguments) {
        return applyAll(arguments)[0];
    }

    /**
     * Runs the graph for the types of the arguments.
     *
     * @param arguments as many as the function takes
     * @return all results
     */
    public Tensor[] applyAll(Tensor... arguments) {
        TensorType[] types = new TensorType[Given.of("staged", "the array of arguments", arguments).length];
        for (int i = 0; i < types.length; i++) {
            types[i] = Given.input("staged", i, arguments[i]).type();
        }
        return graph(types).run(arguments);
    }

    /**
     * The graph for arguments of given types, drawn now if it was not before.
     *
     * @param types the types of all arguments
     * @return the graph, its inputs called {@code x0}, {@code x1}, ...
     * @throws dev.adjoint.shape.ShapeException if shapes do not fit; the message names the line
     * @throws dev.adjoint.shape.DTypeException if element types do not fit; the message names the line
     */
    public Graph graph(TensorType... types) {
        if (arity != ANY && types.length != arity) {
            throw new IllegalArgumentException("staged: the function takes " + arity + " tensors, not " + types.length
                    + ". Give one for each argument.");
        }
        List<TensorType> signature = List.of(types);
        Graph known = graphs.get(signature);
        if (known != null) {
            return known;
        }
        // Not computeIfAbsent: a function may stage itself for other types while it is drawn.
        Graph graph = Staging.draw(
                IntStream.range(0, types.length).mapToObj(i -> "x" + i).toList(), signature, function);
        Graph first = graphs.putIfAbsent(signature, graph);
        return first != null ? first : graph;
    }

    /**
     * Forgets the graphs, so that the next call draws anew: after a change of what the function captured for good, such
     * as a module's training mode.
     */
    public void forget() {
        graphs.clear();
    }
}

package dev.adjoint.graph;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import java.util.List;

/** An interpreter whose tensors are values with a place in a graph. */
public interface Recorder extends Interpreter {

    /**
     * A value with its place, as this interpreter sees it.
     *
     * @param value the value one floor below
     * @param node where it stands in the graph
     * @return both as one tensor
     */
    Tensor recorded(Tensor value, TensorNode node);

    /**
     * Adds to a sum of gradients that a walk has made and that nobody else has seen: in its own memory, where it is
     * memory and nothing more.
     *
     * @param sum the sum so far; not to be used after this
     * @param more what is added
     * @return the new sum
     */
    Tensor accumulated(Tensor sum, Tensor more);

    /**
     * Computes together what a walk has found, where it was left for later.
     *
     * @param gradients what will be asked for
     */
    void settle(List<Tensor> gradients);
}

package dev.adjoint.graph;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * A value in a graph: what an op made, or a leaf. It knows where it came from, not who reads it, so a branch that
 * nobody holds any more is gone with its memory.
 */
public final class TensorNode {

    private final TensorType type;
    private final @Nullable OpNode producer;
    private final int output;
    private @Nullable Tensor gradient;

    private TensorNode(TensorType type, @Nullable OpNode producer, int output) {
        this.type = type;
        this.producer = producer;
        this.output = output;
    }

    /**
     * A value that no op of the graph made.
     *
     * @param type its element type and shape
     * @return a leaf without a gradient yet
     */
    public static TensorNode leaf(TensorType type) {
        return new TensorNode(type, null, 0);
    }

    /**
     * An output of an op.
     *
     * @param type its element type and shape
     * @param producer the op that made it
     * @param output which of its outputs it is
     * @return a node within the graph
     */
    public static TensorNode output(TensorType type, OpNode producer, int output) {
        return new TensorNode(type, producer, output);
    }

    /**
     * Element type and shape.
     *
     * @return the type of the value
     */
    public TensorType type() {
        return type;
    }

    /**
     * The op that made this value.
     *
     * @return the op, or null for a leaf
     */
    public @Nullable OpNode producer() {
        return producer;
    }

    /**
     * Which output of its producer this is.
     *
     * @return its index; 0 for a leaf
     */
    public int output() {
        return output;
    }

    /**
     * Whether this is a leaf.
     *
     * @return true if no op of the graph made it
     */
    public boolean isLeaf() {
        return producer == null;
    }

    /**
     * The gradient that walks have summed into this leaf.
     *
     * @return the gradient, or null if there is none
     */
    public synchronized @Nullable Tensor gradient() {
        return gradient;
    }

    /**
     * Adds to the gradient of this leaf; safe from many threads.
     *
     * @param more what a walk found
     */
    public synchronized void accumulate(Tensor more) {
        gradient = gradient == null ? more : gradient.add(more);
    }

    /** Forgets the gradient. */
    public synchronized void clearGradient() {
        gradient = null;
    }
}

package dev.adjoint.graph;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * A value in a graph: what an op made, or a leaf. It knows where it came from, not who reads it, so a branch that
 * nobody holds any more is gone with its memory.
 *
 * <p>The first result of an op is its {@link OpNode} itself: nearly all ops have one result, and a graph of small ops is
 * little more than nodes, each of which would be two objects for a walk to go through and for a collector to move.
 */
public sealed interface TensorNode permits OpNode, TensorNode.Leaf, TensorNode.Result {

    /**
     * Element type and shape.
     *
     * @return the type of the value
     */
    TensorType type();

    /**
     * The op that made this value.
     *
     * @return the op, or null for a leaf
     */
    @Nullable
    OpNode producer();

    /**
     * Which output of its producer this is.
     *
     * @return its index; 0 for a leaf
     */
    int output();

    /**
     * Whether this is a leaf.
     *
     * @return true if no op of the graph made it
     */
    default boolean isLeaf() {
        return producer() == null;
    }

    /** A value that no op of the graph made; its gradient is left in it. */
    final class Leaf implements TensorNode {

        private final TensorType type;
        private @Nullable Tensor gradient;

        /**
         * A leaf without a gradient yet.
         *
         * @param type its element type and shape
         */
        public Leaf(TensorType type) {
            this.type = type;
        }

        @Override
        public TensorType type() {
            return type;
        }

        @Override
        public @Nullable OpNode producer() {
            return null;
        }

        @Override
        public int output() {
            return 0;
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
         * @return the gradient now
         */
        public synchronized Tensor accumulate(Tensor more) {
            Tensor sum = gradient == null ? more : gradient.add(more);
            gradient = sum;
            return sum;
        }

        /** Forgets the gradient. */
        public synchronized void clearGradient() {
            gradient = null;
        }
    }

    /** A result of an op but the first. */
    final class Result implements TensorNode {

        private final TensorType type;
        private final OpNode producer;
        private final int output;

        Result(TensorType type, OpNode producer, int output) {
            this.type = type;
            this.producer = producer;
            this.output = output;
        }

        @Override
        public TensorType type() {
            return type;
        }

        @Override
        public OpNode producer() {
            return producer;
        }

        @Override
        public int output() {
            return output;
        }
    }
}

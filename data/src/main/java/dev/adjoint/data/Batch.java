package dev.adjoint.data;

import dev.adjoint.Tensor;

/**
 * Some examples side by side, as a network takes them.
 *
 * @param features float32 {@code [b, ...]}
 * @param labels int64 {@code [b]}, or float32 targets {@code [b, ...]}
 */
public record Batch(Tensor features, Tensor labels) {

    /**
     * The number of examples.
     *
     * @return b, the length of the first axis
     */
    public int size() {
        return Math.toIntExact(features.dim(0));
    }
}

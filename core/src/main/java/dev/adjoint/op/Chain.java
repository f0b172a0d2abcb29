package dev.adjoint.op;

import dev.adjoint.Tensor;
import dev.adjoint.shape.Shape;

/**
 * How derivative rules multiply gradients and tangents with partial derivatives: by {@link Pointwise#CHAIN}, so that a
 * gradient of zero stays zero where the partial derivative is infinite or NaN.
 */
final class Chain {

    private Chain() {}

    /** The gradient times the partial derivative, either of them stretched along axes of length 1. */
    static Tensor times(Tensor gradient, Tensor partial) {
        long[] lengths = Shape.broadcast(gradient.shape(), partial.shape()).dims();
        return Pointwise.CHAIN.function().apply(gradient.expand(lengths), partial.expand(lengths));
    }
}

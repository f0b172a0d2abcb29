package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;

/** How far predictions are from their targets: a number that training makes small. */
@FunctionalInterface
public interface Loss {

    /**
     * The loss of a batch.
     *
     * @param prediction what the model gave
     * @param target what it should have given
     * @return a scalar to go backward from, unless the reduction is {@link Reduction#NONE}
     * @throws dev.adjoint.shape.ShapeException if the shapes do not fit
     * @throws dev.adjoint.shape.DTypeException if the element types do not fit
     */
    Tensor of(Tensor prediction, Tensor target);
}

package dev.adjoint.nn.init;

import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/**
 * How many numbers meet in one element of a layer: those that it sums on the way forward, or backward.
 *
 * <p>A weight is {@code [out, in]}, or {@code [out, in / groups, kernel...]} for a convolution.
 */
public enum Fan {
    /** Inputs of an output: {@code in * kernel}; keeps the variance of values on the way forward. */
    IN(1),
    /** Outputs of an input: {@code out * kernel}; keeps the variance of gradients on the way back. */
    OUT(0);

    private final int axis;

    Fan(int axis) {
        this.axis = axis;
    }

    /**
     * The fan of a weight.
     *
     * @param weight its shape
     * @return how many numbers are summed
     * @throws ShapeException if it has less than two axes, such as a bias
     */
    public long of(Shape weight) {
        if (weight.rank() < 2) {
            throw new ShapeException("fan: shape " + weight
                    + " has no input and output axis. Initialise vectors with Initialiser.uniform or constant.");
        }
        return weight.dim(axis) * weight.remove(0, 1).size();
    }
}

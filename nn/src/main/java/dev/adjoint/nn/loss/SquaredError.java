package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;

/**
 * The squared error {@code (p - t)^2} of each element; its mean is the mean squared error.
 *
 * @param reduction how the losses of the elements become one number
 */
public record SquaredError(Reduction reduction) implements Loss {

    /** The mean squared error. */
    public SquaredError() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor prediction, Tensor target) {
        Elementwise.check("squared error", prediction, target);
        return reduction.apply(prediction.sub(target).square());
    }
}

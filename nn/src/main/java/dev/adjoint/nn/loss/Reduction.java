package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;
import dev.adjoint.shape.Given;

/** How the losses of the examples of a batch become one number. */
public enum Reduction {
    /** Their mean: the step does not depend on the size of the batch. */
    MEAN,
    /** Their sum. */
    SUM,
    /** Left as they are, one for each example or element. */
    NONE;

    /**
     * Applies this reduction.
     *
     * @param losses one loss for each example or element
     * @return a scalar, or {@code losses} itself
     */
    public Tensor apply(Tensor losses) {
        Given.of("reduction", "the tensor of losses", losses);
        return switch (this) {
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
            case NONE -> losses;
        };
    }
}

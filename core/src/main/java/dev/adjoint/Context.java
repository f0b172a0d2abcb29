package dev.adjoint;

import org.jspecify.annotations.Nullable;

/**
 * What one application of an op keeps from its forward pass for its derivative.
 *
 * <p>Kept tensors are checked when they are read: one that was written to in the meantime is an error that names both
 * places, never a wrong gradient.
 */
public interface Context {

    /**
     * Keeps tensors for the backward pass: what a user's own op calls in {@code forward}.
     *
     * @param tensors inputs, outputs or intermediate values
     */
    void keep(Tensor... tensors);

    /**
     * A tensor that {@link #keep} kept.
     *
     * @param index its place in the order of keeping, from 0
     * @return the tensor, as it was
     * @throws GradientException if it was overwritten in the meantime, or freed by an earlier walk
     */
    Tensor kept(int index);

    /**
     * An input of a primitive, if {@link Primitive#keeps} names it.
     *
     * @param index which input
     * @return its value
     * @throws GradientException if it was overwritten in the meantime, or freed by an earlier walk
     */
    Tensor input(int index);

    /**
     * An output of a primitive, if {@link Primitive#keeps} names it.
     *
     * @param index which output
     * @return its value
     * @throws GradientException if it was overwritten in the meantime, or freed by an earlier walk
     */
    Tensor output(int index);

    /**
     * The type of an input, known even where its value is not kept.
     *
     * @param index which input
     * @return its element type and shape
     */
    TensorType inputType(int index);

    /**
     * How many inputs the op was applied to.
     *
     * @return the number of inputs
     */
    int inputs();

    /**
     * Whether anybody asks for the gradient of an input: what is not needed need not be computed.
     *
     * @param index which input
     * @return true if {@code backward} should answer a gradient for it
     */
    boolean needs(int index);

    /**
     * What made an input, as far as the graph knows: a hint to what a gradient is best laid out like, and never to what
     * it is.
     *
     * @param index which input
     * @return the op, or null if the input is a leaf or a constant, or nothing is known
     */
    default @Nullable Op producer(int index) {
        return null;
    }
}

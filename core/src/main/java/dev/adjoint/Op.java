package dev.adjoint;

import org.jspecify.annotations.Nullable;

/**
 * What is computed: a function of tensors that carries its own derivative.
 *
 * <p>{@code forward} computes the outputs and keeps in the context what {@code backward} will need; {@code backward}
 * maps the gradients of the outputs to the gradients of the inputs, as an implicit vector-Jacobian product. Both are
 * written in terms of tensor operations, so a derivative can itself be differentiated.
 *
 * <p>This is the form for users' own operations. The library's are {@link Primitive}s: they also know their result
 * types without values, and are run by kernels.
 */
public interface Op {

    /**
     * The name in graphs and error messages, in lower case words such as {@code matmul}.
     *
     * @return the name
     */
    String name();

    /**
     * Computes the outputs.
     *
     * @param context keeps what {@link #backward} will need
     * @param inputs the arguments, whose gradients are not tracked in here
     * @return the outputs, at least one
     */
    Tensor[] forward(Context context, Tensor... inputs);

    /**
     * The vector-Jacobian product: gradients of the outputs in, gradients of the inputs out.
     *
     * @param context what {@link #forward} kept
     * @param upstream the gradient of the loss with respect to each output, each of its output's shape; null where
     *     the loss does not depend on that output
     * @return the gradient of the loss with respect to each input, each of its input's shape; null where it is zero
     *     or was not asked for, see {@link Context#needs}
     */
    @Nullable
    Tensor[] backward(Context context, @Nullable Tensor... upstream);

    /**
     * The Jacobian-vector product: tangents of the inputs in, tangents of the outputs out.
     *
     * @param context what {@link #forward} kept
     * @param tangents a direction for each input, each of its input's shape; null where it is zero
     * @return the tangent of each output; null where it is zero
     * @throws GradientException if this op has no forward-mode rule
     */
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        throw new GradientException(name() + ": no forward-mode rule. Define jvp, or use reverse mode (backward).");
    }

    /**
     * Applies this op to tensors: under the innermost interpreter that any of them belongs to.
     *
     * @param inputs the arguments
     * @return the outputs
     */
    default Tensor[] apply(Tensor... inputs) {
        return Interpreter.current().dispatch(this, inputs);
    }
}

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
     * The name in graphs, in lower case words such as {@code layer_norm}; error messages write it as a method's, {@code
     * layerNorm}.
     *
     * @return the name
     */
    String name();

    /**
     * Computes the outputs.
     *
     * @param context keeps what {@link #backward} will need
     * @param inputs the arguments, whose gradients are not tracked in here
     * @return the outputs, at least one; an input may be among them
     */
    Tensor[] forward(Context context, Tensor... inputs);

    /**
     * The vector-Jacobian product: gradients of the outputs in, gradients of the inputs out.
     *
     * @param context what {@link #forward} kept
     * @param upstream the gradient of the loss with respect to each output, each of its output's type. Where the loss
     *     does not depend on an output it is zeros, or null if this is a {@link Primitive}; null for an output that
     *     has no derivative, being of integers or truth values
     * @return the gradient of the loss with respect to each input, each of its input's type; null where it is zero
     *     or was not asked for, see {@link Context#needs}
     */
    @Nullable
    Tensor[] backward(Context context, @Nullable Tensor... upstream);

    /**
     * The Jacobian-vector product: tangents of the inputs in, tangents of the outputs out.
     *
     * <p>Where it is not defined it is derived from {@link #backward} by the double-vjp trick: that is linear in the
     * upstream gradient, so differentiating it once more, and weighing with the tangents, gives the product.
     *
     * @param context what {@link #forward} kept
     * @param tangents a direction for each input, each of its input's type. Where an input does not move it is zeros,
     *     or null if this is a {@link Primitive}; null for an input of integers or truth values
     * @return the tangent of each output; null where it is zero
     */
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return InForce.ENGINE.jvp(this, context, tangents);
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

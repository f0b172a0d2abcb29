package dev.adjoint;

import dev.adjoint.memory.Array;

/**
 * An op of the language itself: its result types follow from its input types, and its values are computed on memory,
 * by a kernel where a provider has one and by {@link #evaluate} where none has.
 *
 * <p>What the derivative needs is declared, not kept by hand ({@link #keeps}), since a kernel may stand in for the
 * forward pass: it is always some of the inputs and outputs.
 */
public interface Primitive extends Op {

    /**
     * How many inputs this op takes.
     *
     * @return one unless overridden
     */
    default Arity arity() {
        return Arity.ONE;
    }

    /**
     * The types of the outputs, after a look at the number of inputs: what interpreters call before anything is
     * computed or drawn.
     *
     * @param inputs the types of the inputs
     * @return the types of the outputs
     * @throws IllegalArgumentException if there are too few or too many inputs
     * @throws dev.adjoint.shape.ShapeException if the shapes do not fit
     * @throws dev.adjoint.shape.DTypeException if the element types do not fit
     */
    default TensorType[] outputs(TensorType... inputs) {
        arity().require(name(), inputs);
        return infer(inputs);
    }

    /**
     * The shape rule: the types of the outputs, without computing them.
     *
     * @param inputs the types of the inputs, as many as {@link #arity} says
     * @return the types of the outputs
     * @throws dev.adjoint.shape.ShapeException if the shapes do not fit
     * @throws dev.adjoint.shape.DTypeException if the element types do not fit
     */
    TensorType[] infer(TensorType... inputs);

    /**
     * The plain reference on strided views: the oracle for every kernel, and the fallback that always works.
     *
     * @param inputs the arguments, of any layout
     * @param outputs where the results go: of the inferred types and any dense layout, contents undefined
     */
    void evaluate(Array[] inputs, Array[] outputs);

    /**
     * What the derivative reads.
     *
     * @param needed bit {@code i} is set if the gradient of input {@code i} will be asked for
     * @return the inputs and outputs that stay until the backward pass
     */
    Keeps keeps(long needed);

    /**
     * What kernels are looked up by, and with them the types of the results: ops that differ only in numbers which a kernel
     * reads at run time share one. Ops of one key must infer the same types from the same inputs.
     *
     * @return a key with value equality, this op unless overridden
     */
    default Object kernelKey() {
        return this;
    }

    /**
     * The op applied to many examples at once: what {@code vmap} asks for. The default computes one after the other; a
     * rule says how to do it in one go, by the same op or another on tensors that have the examples along axis 0.
     *
     * @param inputs the arguments, at least one of them different for each example, or none at all
     * @return the outputs, each with the axis of the examples in front
     */
    default Tensor[] batched(Mapped inputs) {
        return inputs.oneByOne(this);
    }

    /** The forward pass is the primitive itself, applied to the inputs by the interpreter that they belong to. */
    @Override
    default Tensor[] forward(Context context, Tensor... inputs) {
        return apply(inputs);
    }
}

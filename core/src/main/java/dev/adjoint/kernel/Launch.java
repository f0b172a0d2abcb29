package dev.adjoint.kernel;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;

/**
 * All that is known of a primitive on inputs of given types, shapes and strides before it runs: the kernel, and what the
 * results are like. Found once, it makes the shape rule and the layouts of the results free for every later run.
 */
public final class Launch {

    /** The kernel where no provider has one. */
    static final Kernel REFERENCE = Primitive::evaluate;

    private final Kernel kernel;
    private final TensorType[] types;
    private final Layout[] layouts;

    /** What a kernel will write: results of these types, in the layouts that it wants. */
    Launch(Kernel kernel, TensorType[] types) {
        this.kernel = kernel;
        this.types = types;
        this.layouts = new Layout[types.length];
        for (int i = 0; i < layouts.length; i++) {
            layouts[i] = kernel.layout(i, types[i]);
        }
    }

    /**
     * Whether no provider had a kernel, so that the primitive runs its own {@link Primitive#evaluate}.
     *
     * @return true of the reference
     */
    public boolean isReference() {
        return kernel == REFERENCE;
    }

    /**
     * How many results there are.
     *
     * @return the number of outputs of the primitive
     */
    public int results() {
        return types.length;
    }

    /**
     * Element type and shape of a result.
     *
     * @param output which output
     * @return its type
     */
    public TensorType type(int output) {
        return types[output];
    }

    /**
     * Whether the kernel can write a result into memory that is there already.
     *
     * @param output which output
     * @param target the memory
     * @return true if shape and strides are those that it wants
     */
    public boolean fits(int output, Array target) {
        return target.layout().samePattern(layouts[output]);
    }

    /**
     * Memory for a result.
     *
     * @param output which output
     * @return a new array with undefined contents
     */
    public Array allocate(int output) {
        return Array.allocate(types[output].dtype(), layouts[output]);
    }

    /**
     * Computes the outputs.
     *
     * @param op the primitive that this was found for, or one with the same {@link Primitive#kernelKey}
     * @param inputs the arguments, of the types, shapes and strides that this was found for
     * @param outputs where the results go: from {@link #allocate}, or what {@link #fits}
     */
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        kernel.run(op, inputs, outputs);
    }
}

package dev.adjoint.kernel;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;

/**
 * Code that computes one primitive for given element types and layouts, offsets aside. A kernel is found once and
 * run many times, by many threads; it keeps no state of a run.
 */
@FunctionalInterface
public interface Kernel {

    /**
     * Computes the outputs.
     *
     * @param op the op that the kernel was found for, or one with the same {@link Primitive#kernelKey}
     * @param inputs the arguments, with the element types, shapes and strides that the kernel was found for
     * @param outputs where the results go, with the layouts that {@link #layout} asked for; contents undefined
     */
    void run(Primitive op, Array[] inputs, Array[] outputs);

    /**
     * The layout that the kernel wants an output to have: row-major unless overridden. It must be dense.
     *
     * @param output which output
     * @param type its element type and shape
     * @return the layout of the memory to allocate
     */
    default Layout layout(int output, TensorType type) {
        return Layout.contiguous(type.shape());
    }
}

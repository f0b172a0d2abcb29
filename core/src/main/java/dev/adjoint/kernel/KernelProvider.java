package dev.adjoint.kernel;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import org.jspecify.annotations.Nullable;

/**
 * A source of fast kernels, found as a service. Providers are asked in the order of their {@link #priority}; the
 * first that answers wins, and the reference in the op itself stands behind them all.
 */
public interface KernelProvider {

    /**
     * The name in settings and reports.
     *
     * @return one lower-case word
     */
    String name();

    /**
     * Whether this provider can work here; one that cannot has no kernels.
     *
     * @return false if, say, its native library is missing
     */
    boolean available();

    /**
     * What a person wants to know: version and instruction set, or what is missing, what it costs and how to get it.
     *
     * @return one line
     */
    String status();

    /**
     * Who is asked first: greater is earlier.
     *
     * @return the priority
     */
    int priority();

    /**
     * A kernel for a primitive on inputs of these element types, shapes and strides. A provider that first has to load a
     * library should do so only when it is asked for an op that it may have.
     *
     * @param op what to compute
     * @param inputs the first inputs that the kernel will run on; only their types and layouts may be used, except
     *     for their offsets
     * @param outputs the types of the results
     * @return a kernel, or null if this provider has none
     */
    @Nullable
    Kernel find(Primitive op, Array[] inputs, TensorType[] outputs);
}

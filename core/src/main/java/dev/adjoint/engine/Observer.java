package dev.adjoint.engine;

import dev.adjoint.Primitive;
import dev.adjoint.memory.Array;

/**
 * Who is told of each primitive that was computed: all interpreters end in the eager one, so forward and backward
 * passes, derivatives of any order and updates in place are seen alike. Views are not told of, since they compute
 * nothing.
 */
@FunctionalInterface
public interface Observer {

    /** Nobody. */
    Observer NONE = (op, inputs, outputs) -> {};

    /**
     * Called after each computation, in the thread that asked for it.
     *
     * @param op what was computed
     * @param inputs its arguments, as they still are
     * @param outputs its results
     */
    void computed(Primitive op, Array[] inputs, Array[] outputs);
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.expr.Fn;

/**
 * A primitive without vector code: one call of its reference for each element.
 *
 * @param fn the primitive
 */
record ReferenceLoop(Fn fn) implements VectorLoop {

    @Override
    public void run(long[] at, int count) {
        for (long i = 0; i < (long) count * Float.BYTES; i += Float.BYTES) {
            float x = ALL.get(Memory.FLOAT, at[1] + i);
            float y = ALL.get(Memory.FLOAT, at[2] + i);
            float z = ALL.get(Memory.FLOAT, at[3] + i);
            ALL.set(Memory.FLOAT, at[0] + i, (float) fn.apply(x, y, z));
        }
    }
}

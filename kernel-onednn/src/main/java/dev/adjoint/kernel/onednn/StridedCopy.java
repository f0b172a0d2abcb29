package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Operands.MEMORY;

import java.lang.foreign.ValueLayout;

/**
 * A copy of float32 elements from any strides to any others: the rare case, in plain Java.
 *
 * @param dims the lengths
 * @param from the strides of the source
 * @param to the strides of the target, which are dense
 */
@SuppressWarnings("ArrayRecordComponent") // Only read here, never compared.
record StridedCopy(long[] dims, long[] from, long[] to) {

    long bytes() {
        long elements = 1;
        for (long length : dims) {
            elements *= length;
        }
        return elements * Float.BYTES;
    }

    /** Copies, from the address of the source's first element to that of the target's; both must be alive. */
    void run(long source, long target) {
        copy(0, source, target);
    }

    private void copy(int axis, long source, long target) {
        long length = dims[axis];
        long sourceStep = from[axis] * Float.BYTES;
        long targetStep = to[axis] * Float.BYTES;
        for (long i = 0; i < length; i++) {
            long at = source + i * sourceStep;
            long place = target + i * targetStep;
            if (axis == dims.length - 1) {
                MEMORY.set(ValueLayout.JAVA_FLOAT, place, MEMORY.get(ValueLayout.JAVA_FLOAT, at));
            } else {
                copy(axis + 1, at, place);
            }
        }
    }
}

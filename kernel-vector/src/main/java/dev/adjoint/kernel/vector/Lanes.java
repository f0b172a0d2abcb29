package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import jdk.incubator.vector.FloatVector;

/** How long the vectors of this machine are; to be asked only where the vector module is there. */
final class Lanes {

    /** The bytes of a vector. */
    static final int BYTES = FloatVector.SPECIES_PREFERRED.vectorByteSize();

    private Lanes() {}

    /** The elements of a vector. */
    static int of(DType dtype) {
        return BYTES / dtype.bytes();
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/** How long the vectors of this machine are; to be asked only where the vector module is there. */
final class Lanes {

    /** The bytes of a vector. */
    static final int BYTES = FloatVector.SPECIES_PREFERRED.vectorByteSize();

    private Lanes() {}

    /** The elements of a vector. */
    static int of(DType dtype) {
        return BYTES / dtype.bytes();
    }

    /**
     * Loads the classes of all vectors that our loops are made of, and of all kinds of memory, before the first loop is
     * compiled. Compilers rely on the classes that there are: one more, and all vector loops compiled so far would be
     * thrown away and be slow again.
     */
    static void load() {
        Stream.of(
                        FloatVector.SPECIES_PREFERRED,
                        IntVector.SPECIES_PREFERRED,
                        DoubleVector.SPECIES_PREFERRED,
                        LongVector.SPECIES_PREFERRED,
                        FloatVector.SPECIES_128,
                        DoubleVector.SPECIES_256)
                .forEach(Lanes::load);
        Stream.of(
                        MemorySegment.ofArray(new byte[1]),
                        MemorySegment.ofArray(new int[1]),
                        MemorySegment.ofArray(new long[1]),
                        MemorySegment.ofArray(new float[1]),
                        MemorySegment.ofArray(new double[1]))
                .forEach(heap -> heap.fill((byte) 0));
    }

    private static <E> void load(VectorSpecies<E> species) {
        species.zero().blend(species.zero(), species.maskAll(true));
    }
}

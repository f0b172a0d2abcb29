package dev.adjoint.kernel.onednn;

import dev.adjoint.memory.Array;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** The step from arrays to raw addresses, and the care that it asks for. */
final class Operands {

    /** All memory, for loops over bare addresses: whoever uses it stays within arrays whose address was asked for. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Operands() {}

    /** The address of the first element: fails here, and not in native code, if the memory has been released. */
    static long address(Array array) {
        return array.address();
    }

    /** Some of a batch. */
    static Array part(Array batch, long from, long to) {
        return batch.with(batch.layout().slice(0, from, to, 1));
    }

    /** Keeps memory from being reclaimed while native code works on its bare address. */
    static void stayReachable(Array[] inputs, Array[] outputs) {
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

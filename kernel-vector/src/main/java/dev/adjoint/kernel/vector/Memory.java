package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * All memory as one segment, read by address.
 *
 * <p>One constant segment and plain addresses make the quickest loops: no bounds to carry, no session to check. They are
 * not checked either, so whoever takes an address (from {@link dev.adjoint.memory.Array#address}, which checks that the
 * memory is live) stays within the array, and keeps the array reachable until the loop has ended.
 */
final class Memory {

    @SuppressWarnings("restricted")
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED;
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

    private Memory() {}

    /** What setting a byte to zero costs, roughly. */
    private static final double NANOSECONDS = 0.05;

    /** Sets memory to zeros, by all threads if it is large. */
    static void zero(long address, long bytes) {
        Parts.each(
                bytes,
                bytes * NANOSECONDS,
                (first, last) -> ALL.asSlice(address + first, last - first).fill((byte) 0));
    }

    /** Copies an element of one, four or eight bytes. */
    static void copy(int bytes, long from, long to) {
        switch (bytes) {
            case Integer.BYTES -> ALL.set(INT, to, ALL.get(INT, from));
            case Long.BYTES -> ALL.set(LONG, to, ALL.get(LONG, from));
            default -> ALL.set(BYTE, to, ALL.get(BYTE, from));
        }
    }

    /** One of the indices that follow each other at an address, of 64 bits or 32. */
    static long index(DType dtype, long at, long i) {
        return dtype == DType.INT64 ? ALL.get(LONG, at + i * Long.BYTES) : ALL.get(INT, at + i * Integer.BYTES);
    }
}

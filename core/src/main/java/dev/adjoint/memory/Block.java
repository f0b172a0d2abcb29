package dev.adjoint.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A stretch of native memory as it came from the system; the pool hands it out again and again. */
final class Block {
    /** Cache lines, and the widest vectors, are 64 bytes. */
    static final long ALIGNMENT = 64;

    private final Arena arena;

    /** The whole block. */
    final MemorySegment segment;

    /** Its size class. */
    final int sizeClass;

    /** The block below in the pool's stack of free blocks of this class; guarded by the pool. */
    @Nullable
    Block below;

    private Block(Arena arena, MemorySegment segment, int sizeClass) {
        this.arena = arena;
        this.segment = segment;
        this.sizeClass = sizeClass;
    }

    /**
     * Asks the system for a block.
     *
     * @throws OutOfMemoryError if it has none
     */
    static Block allocate(int sizeClass) {
        Arena arena = Arena.ofShared();
        try {
            return new Block(arena, arena.allocate(SizeClass.bytes(sizeClass), ALIGNMENT), sizeClass);
        } catch (OutOfMemoryError refused) {
            arena.close();
            throw refused;
        }
    }

    long bytes() {
        return segment.byteSize();
    }

    /** Returns the memory to the system; segments that somebody still holds throw from now on. */
    void free() {
        arena.close();
    }
}

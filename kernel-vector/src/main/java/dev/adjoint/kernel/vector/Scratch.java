package dev.adjoint.kernel.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native memory for tiles, lent for a part of a loop: a few pieces, since no more than the worker threads are at work.
 *
 * @param memory the memory, aligned to cache lines
 */
record Scratch(MemorySegment memory) {

    private static final long LINE = 64;
    private static final long SMALLEST = 128 << 10;

    /** The pieces that nobody uses now. */
    static final class Pool {
        private final ConcurrentLinkedQueue<Scratch> idle = new ConcurrentLinkedQueue<>();

        /** A piece of at least so many bytes. */
        Scratch borrow(long bytes) {
            Scratch scratch = idle.poll();
            if (scratch != null && scratch.memory.byteSize() >= bytes) {
                return scratch;
            }
            // One that is too small is dropped; it was met by no larger program until now.
            return new Scratch(Arena.ofAuto().allocate(Math.max(bytes, SMALLEST), LINE));
        }

        void giveBack(Scratch scratch) {
            idle.add(scratch);
        }
    }
}

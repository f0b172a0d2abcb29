package dev.adjoint.kernel.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A workbench for tiles, lent for a part of a loop: native memory and a row of slots. There are a few, since no more
 * than the worker threads are at work.
 */
final class Scratch {

    private static final long LINE = 64;
    private static final long SMALLEST = 128 << 10;

    /** Held, since it goes back when nobody can reach it. */
    private final MemorySegment memory;

    /** Where each slot's own tile begins. */
    final long[] own;

    /** Where each slot is read and written now: in its own tile, or straight in an operand. */
    final long[] at;

    private Scratch(long bytes, int slots) {
        memory = Arena.ofAuto().allocate(bytes, LINE);
        own = new long[slots];
        at = new long[slots];
    }

    private boolean fits(int slots, long bytes) {
        return own.length >= slots && memory.byteSize() >= bytes;
    }

    /** Gives each of the slots a tile of its own. */
    private void lay(int slots, long room) {
        long address = memory.address();
        for (int s = 0; s < slots; s++) {
            own[s] = address + s * room;
            at[s] = own[s];
        }
    }

    /** The benches that nobody uses now: the last one given back, and what does not find room there. */
    static final class Pool {
        private static final int SLOTS = 32;

        private final AtomicReference<@Nullable Scratch> latest = new AtomicReference<>(null);
        private final ConcurrentLinkedQueue<Scratch> idle = new ConcurrentLinkedQueue<>();

        /** A bench with at least so many slots, each with a tile of so many bytes. */
        Scratch borrow(int slots, long room) {
            Scratch scratch = latest.getAndSet(null);
            if (scratch == null) {
                scratch = idle.poll();
            }
            if (scratch == null || !scratch.fits(slots, slots * room)) {
                // One that is too small is dropped; it was met by no larger program until now.
                scratch = new Scratch(Math.max(slots * room, SMALLEST), Math.max(slots, SLOTS));
            }
            scratch.lay(slots, room);
            return scratch;
        }

        void giveBack(Scratch scratch) {
            if (!latest.compareAndSet(null, scratch)) {
                idle.add(scratch);
            }
        }
    }
}

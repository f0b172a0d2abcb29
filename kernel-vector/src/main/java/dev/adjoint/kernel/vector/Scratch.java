package dev.adjoint.kernel.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A workbench for tiles, lent for a part of a loop: native memory, a row of slots, and arrays for plain loops. There are a few, since no more
 * than the worker threads are at work.
 */
final class Scratch {

    private static final long LINE = 64;
    private static final long SMALLEST = 128 << 10;

    /** Held, since it goes back when nobody can reach it. */
    private final MemorySegment memory;

    /** Where each slot's own tile begins. */
    final long[] own;

    /** Addresses, numbers and results of loops over lines. */
    final long[] numbers = new long[Lines.ROOM];

    /** Brings elements to tiles of another type. */
    final Conversion conversion = new Conversion();

    /** Rows on the heap for plain loops, made when they are first needed. */
    private float[][] tiles = {};

    private double[][] doubleTiles = {};
    private long[][] longTiles = {};

    /** Numbers on the heap for folds, made when they are first needed. */
    private double[] folds = {};

    /** Where each slot is read and written now: in its own tile, or straight in an operand. */
    final long[] at;

    private Scratch(long bytes, int slots) {
        memory = bytes == 0 ? MemorySegment.NULL : Arena.ofAuto().allocate(bytes, LINE);
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

    /** At least so many tiles of at least so many floats each, with whatever was in them. */
    float[][] tiles(int count, int length) {
        int most = tiles.length == 0 ? 0 : tiles[0].length;
        if (tiles.length < count || most < length) {
            tiles = new float[Math.max(count, tiles.length)][Math.max(length, most)];
        }
        return tiles;
    }

    /** The same of doubles. */
    double[][] doubleTiles(int count, int length) {
        int most = doubleTiles.length == 0 ? 0 : doubleTiles[0].length;
        if (doubleTiles.length < count || most < length) {
            doubleTiles = new double[Math.max(count, doubleTiles.length)][Math.max(length, most)];
        }
        return doubleTiles;
    }

    /** The same of longs. */
    long[][] longTiles(int count, int length) {
        int most = longTiles.length == 0 ? 0 : longTiles[0].length;
        if (longTiles.length < count || most < length) {
            longTiles = new long[Math.max(count, longTiles.length)][Math.max(length, most)];
        }
        return longTiles;
    }

    /** At least so many doubles, with whatever was in them. */
    double[] folds(int count) {
        if (folds.length < count) {
            folds = new double[count];
        }
        return folds;
    }

    /** The benches that nobody uses now: the last one given back, and what does not find room there. */
    static final class Pool {
        /** A bench for its arrays alone. */
        Scratch borrow() {
            return borrow(0, 0);
        }

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
                scratch = new Scratch(slots == 0 ? 0 : Math.max(slots * room, SMALLEST), Math.max(slots, SLOTS));
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

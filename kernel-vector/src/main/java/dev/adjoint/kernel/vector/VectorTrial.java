package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import java.lang.foreign.Arena;

/** Runs one vector loop until it is compiled, and says whether that made it fast. */
final class VectorTrial {

    private static final int SLOTS = 5;
    private static final int TILE = 1_024 * Float.BYTES;
    /** In vectors; lengths of one kind only would be compiled for, and met others would cost a second compilation. */
    private static final int[] LENGTHS = {1, 19, 5, 64, 2, 7};

    private static final int ROUNDS = 400;
    private static final long PATIENCE = 5_000_000_000L;

    private VectorTrial() {}

    static boolean run(TileOp op) {
        try (Arena arena = Arena.ofConfined()) {
            long memory = arena.allocate((long) SLOTS * TILE, 64).address();
            for (int i = 0; i < SLOTS * TILE; i += Float.BYTES) {
                Memory.ALL.set(Memory.FLOAT, memory + i, (i % 37 - 18) / 8f);
            }
            long[] at = new long[SLOTS];
            for (int s = 0; s < SLOTS; s++) {
                at[s] = memory + (long) s * TILE;
            }
            Step step = new Step(op, Fn.IDENTITY, 0, 1, 2, 3, 4);
            long end = System.nanoTime() + PATIENCE;
            while (System.nanoTime() < end) {
                round(step, at);
                if (Math.max(time(step, at), time(step, at)) < limit(op)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static void round(Step step, long[] at) {
        int[] mask = {-1, -1, -1, -1, -1};
        for (int i = 0; i < ROUNDS; i++) {
            mask[2] = i % 3 == 0 ? 0 : -1;
            mask[3] = i % 4 == 0 ? 0 : -1;
            int length = LENGTHS[i % LENGTHS.length] * FloatVectors.STEP;
            FloatVectors.run(step, at, mask, Math.min(length, TILE));
        }
    }

    /** Nanoseconds for a tile. */
    private static double time(Step step, long[] at) {
        int[] mask = {-1, -1, -1, -1, -1};
        long start = System.nanoTime();
        for (int i = 0; i < 8; i++) {
            FloatVectors.run(step, at, mask, TILE);
        }
        return (System.nanoTime() - start) / 8.0;
    }

    /** Far above what a compiled vector loop takes on any machine, far below what a cold one does. */
    private static double limit(TileOp op) {
        return (0.5 + 6 * op.nanoseconds()) * TILE / Float.BYTES;
    }
}

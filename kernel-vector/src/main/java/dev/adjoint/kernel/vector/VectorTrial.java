package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.lang.foreign.Arena;

/** Runs a vector loop until it is compiled, and says whether that made it fast. */
final class VectorTrial {

    private static final int TILE = 1_024;
    /** In vectors; lengths of one kind only would be compiled for, and met others would cost a second compilation. */
    private static final int[] LENGTHS = {1, 5, 2, 19};

    private static final int ROUNDS = 400;
    private static final long PATIENCE = 5_000_000_000L;

    private VectorTrial() {}

    /**
     * Warms a loop.
     *
     * @param loop what to run
     * @param program what it computes
     * @param repeated its inputs that are one number for all elements
     * @param dtype the type of the elements
     * @return whether it is fast now
     */
    static boolean run(VectorLoop loop, TileProgram program, long repeated, DType dtype) {
        int operands = program.outputs() + program.inputs();
        long room = (long) TILE * dtype.bytes();
        try (Arena arena = Arena.ofConfined()) {
            long memory = arena.allocate(operands * room, Lanes.BYTES).address();
            long[] at = new long[operands + program.parameters()];
            for (int k = 0; k < at.length; k++) {
                at[k] = k < operands ? memory + k * room : Double.doubleToRawLongBits(0.5);
            }
            for (int i = 0; i < operands * TILE; i++) {
                double value = (i % 37 - 18) / 8.0;
                if (dtype == DType.FLOAT32) {
                    Memory.ALL.set(Memory.FLOAT, memory + (long) i * Float.BYTES, (float) value);
                } else {
                    Memory.ALL.set(Memory.DOUBLE, memory + (long) i * Double.BYTES, value);
                }
            }
            double limit = limit(program);
            long end = System.nanoTime() + PATIENCE;
            while (System.nanoTime() < end) {
                round(loop, at, Lanes.of(dtype));
                if (Math.max(time(loop, at), time(loop, at)) < limit) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Mostly short runs: compilers count calls, and until they have come each vector takes microseconds. */
    private static void round(VectorLoop loop, long[] at, int lanes) {
        for (int i = 0; i < ROUNDS; i++) {
            int length = i % 4 == 0 ? LENGTHS[i / 4 % LENGTHS.length] * lanes : 0;
            loop.run(at, length + i % lanes);
        }
    }

    /** Nanoseconds for a tile and for a few elements. */
    private static double time(VectorLoop loop, long[] at) {
        long start = System.nanoTime();
        for (int i = 0; i < 8; i++) {
            loop.run(at, TILE);
            loop.run(at, 3);
        }
        return (System.nanoTime() - start) / 8.0;
    }

    /** Far above what a compiled vector loop takes on any machine, far below what a cold one does. */
    private static double limit(TileProgram program) {
        return (0.5 + 6 * program.nanoseconds()) * TILE;
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.lang.foreign.Arena;

/** Runs a vector loop until it is compiled, and says whether that made it fast. */
final class VectorTrial {

    private static final int TILE = 1_024;
    /** In vectors; lengths of one kind only would be compiled for, and met others would cost a second compilation. */
    private static final int[] LENGTHS = {1, 2, 21};

    /** Elements whose time is taken: few, since they may still be slow. */
    private static final int MEASURED = 128;

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
            return Trial.run(
                    () -> loop.run(at, 0),
                    () -> work(loop, at, Lanes.of(dtype)),
                    () -> Math.max(time(loop, at), time(loop, at)) < limit);
        }
    }

    /** Whole vectors, what is left over, and both. */
    private static void work(VectorLoop loop, long[] at, int lanes) {
        for (int length : LENGTHS) {
            loop.run(at, length * lanes);
        }
        loop.run(at, lanes + 1);
    }

    /** Nanoseconds for some elements, and a few more. */
    private static double time(VectorLoop loop, long[] at) {
        long start = System.nanoTime();
        loop.run(at, MEASURED);
        loop.run(at, 3);
        return System.nanoTime() - start;
    }

    /** Far above what a compiled vector loop takes on any machine, far below what a cold one does. */
    private static double limit(TileProgram program) {
        return (0.5 + 6 * program.nanoseconds()) * MEASURED;
    }
}

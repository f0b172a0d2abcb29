package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.kernel.vector.TileProgram.Step;
import java.lang.foreign.MemorySegment;

/**
 * A function that has no loop of the Vector API, by its plain loop over floats.
 *
 * @param step the function
 */
record FunctionLoop(Step step) implements VectorLoop {

    private static final FloatTiles PLAIN = new FloatTiles();

    @Override
    public void run(long[] at, int count) {
        float[][] slots = new float[5][count];
        for (int k = 1; k <= 2; k++) {
            MemorySegment.copy(ALL, Memory.FLOAT, at[k], slots[k], 0, count);
        }
        PLAIN.run(new Step(step.op(), step.fn(), 0, 1, 2, 3, 4), slots, count);
        MemorySegment.copy(slots[0], 0, ALL, Memory.FLOAT, at[0], count);
    }
}

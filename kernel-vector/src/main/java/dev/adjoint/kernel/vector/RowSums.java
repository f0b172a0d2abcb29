package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.x86.LoopWriter;
import dev.adjoint.kernel.x86.MachineLoop;
import dev.adjoint.kernel.x86.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Adds rows of floats to a row of doubles, in machine code.
 *
 * @param loop for whole vectors
 * @param lanes the floats of one
 */
record RowSums(MachineLoop loop, int lanes) {

    /** Null if there is no machine code for it. */
    static @Nullable RowSums of(Processor processor) {
        LoopWriter writer = new LoopWriter(processor, true, 2, 0);
        writer.accumulate(0, writer.load(1));
        MachineLoop loop = writer.write();
        return loop == null ? null : new RowSums(loop, processor.lanes(Float.BYTES));
    }

    /** Adds {@code count} floats to as many doubles; the array is for whatever it likes. */
    void add(long sums, long row, int count, long[] room) {
        room[0] = sums;
        room[1] = row;
        loop.run(room, count);
        for (long i = (long) count - count % lanes; i < count; i++) {
            double sum = Memory.ALL.get(Memory.DOUBLE, sums + i * Double.BYTES);
            Memory.ALL.set(
                    Memory.DOUBLE, sums + i * Double.BYTES, sum + Memory.ALL.get(Memory.FLOAT, row + i * Float.BYTES));
        }
    }
}

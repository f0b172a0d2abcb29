package dev.adjoint.data;

import java.util.NoSuchElementException;

/** Prepares each batch when it is asked for. */
final class DirectBatches implements Batches {

    private final Assembly assembly;
    private final StagedBatch room;
    private final long steps;
    private long step;
    private boolean closed;

    DirectBatches(Assembly assembly, long steps) {
        this.assembly = assembly;
        this.room = assembly.room();
        this.steps = steps;
    }

    @Override
    public boolean hasNext() {
        return !closed && step < steps;
    }

    @Override
    public Batch next() {
        check(closed, step, steps);
        assembly.fill(room, step++);
        return room.batch();
    }

    static void check(boolean closed, long step, long steps) {
        if (closed) {
            throw new IllegalStateException("batches: asked for batch " + step
                    + " after close(). Ask inside the try block, or open the epoch again.");
        }
        if (step >= steps) {
            throw new NoSuchElementException(
                    "batches: all " + steps + " batches of this epoch were handed out. Ask hasNext() first.");
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}

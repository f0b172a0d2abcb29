package dev.adjoint.data;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Batches prepared by a thread of their own, a ring of rooms ahead of whoever takes them.
 *
 * <p>The thread is woken only when half of the ring is empty, so it works in bursts: on few cores, a switch of threads
 * costs more than a small batch.
 */
final class PrefetchedBatches implements Batches {

    private final Assembly assembly;
    private final long steps;
    private final String name;
    private final int depth;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final Condition emptied = lock.newCondition();

    /** Guarded by the lock, as are all fields below. */
    private final ArrayDeque<StagedBatch> ready = new ArrayDeque<>();

    private final ArrayDeque<StagedBatch> rooms = new ArrayDeque<>();
    private long taken;
    private boolean closed;
    private @Nullable Throwable failure;

    PrefetchedBatches(Assembly assembly, long steps, int depth, String name) {
        this.assembly = assembly;
        this.steps = steps;
        this.name = name;
        this.depth = (int) Math.min(depth, steps);
        for (int i = 0; i < this.depth; i++) {
            rooms.add(assembly.room());
        }
        // Arithmetic, though little of it: a platform thread, and no reason for the JVM to stay.
        this.thread = Thread.ofPlatform().daemon().name("adjoint-batches").start(this::prepare);
    }

    private void prepare() {
        try {
            for (long step = 0; step < steps; step++) {
                StagedBatch room = room();
                if (room == null) {
                    return;
                }
                assembly.fill(room, step);
                offer(room);
            }
        } catch (Throwable thrown) {
            // Errors too: whoever waits for the batch must not wait for ever.
            fail(thrown);
        }
    }

    /** A room to fill; null when nobody wants it any more. */
    private @Nullable StagedBatch room() {
        lock.lock();
        try {
            while (!closed && rooms.isEmpty()) {
                emptied.awaitUninterruptibly();
            }
            return closed ? null : rooms.poll();
        } finally {
            lock.unlock();
        }
    }

    private void offer(StagedBatch batch) {
        lock.lock();
        try {
            ready.add(batch);
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable thrown) {
        lock.lock();
        try {
            failure = thrown;
            filled.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasNext() {
        lock.lock();
        try {
            return !closed && taken < steps;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Batch next() {
        StagedBatch staged = take();
        // Given back even if there is no memory for the tensors: the next call may have more luck.
        try {
            return staged.batch();
        } finally {
            giveBack(staged);
        }
    }

    private StagedBatch take() {
        lock.lock();
        try {
            DirectBatches.check(closed, taken, steps);
            StagedBatch staged = ready.poll();
            while (staged == null) {
                if (failure != null) {
                    throw new DataException(
                            "batch " + taken + " in " + name + " could not be prepared: " + failure.getMessage(),
                            failure);
                }
                filled.awaitUninterruptibly();
                DirectBatches.check(closed, taken, steps);
                staged = ready.poll();
            }
            taken++;
            return staged;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(StagedBatch staged) {
        lock.lock();
        try {
            rooms.add(staged);
            if (rooms.size() >= Math.max(1, depth / 2)) {
                emptied.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            emptied.signal();
            filled.signal();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            // The thread ends by itself; who interrupted us shall see that he did.
            Thread.currentThread().interrupt();
        }
    }
}

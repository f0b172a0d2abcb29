package dev.adjoint.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A garbage collection asked for and waited for.
 *
 * <p>{@code System.gc()} returns before the references that it cleared stand in their queue. One reference of our own is
 * dropped beforehand; once that one has come out, the rest is there or at most a moment away.
 */
final class GarbageCollection {
    /** Nothing comes at all where explicit collections are turned off; then this is what is lost. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long POLL_MILLIS = 2;

    private GarbageCollection() {}

    /** Collects, and passes on each reference that comes out of the queue. */
    static void request(ReferenceQueue<Object> queue, Consumer<Reference<?>> recovered) {
        Reference<Object> own = new PhantomReference<>(new Object(), queue);
        System.gc();
        boolean interrupted = Thread.interrupted();
        boolean seen = false;
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE) {
            try {
                Reference<?> next = queue.remove(POLL_MILLIS);
                if (next == null && seen) {
                    break;
                }
                if (next == own) {
                    seen = true;
                } else if (next != null) {
                    recovered.accept(next);
                }
            } catch (InterruptedException wish) {
                // Memory is owed to somebody, so finish, and leave the wish to the caller.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

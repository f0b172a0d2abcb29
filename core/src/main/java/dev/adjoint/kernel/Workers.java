package dev.adjoint.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The few threads that kernels share the parts of a loop among.
 *
 * <p>One loop at a time is spread out; the caller takes part, and idle threads spin for a tenth of a millisecond before
 * they park, because the next loop of a network usually follows at once: a hot dispatch then costs well under a
 * microsecond, where the common pool takes tens. Who finds the threads taken, or calls from inside a part, runs its parts by itself.
 *
 * <p>How work is cut into parts must follow from shapes alone, never from {@link #threads()}: then results are the same,
 * bit for bit, for any number of threads. Memory made inside a part belongs to no scope.
 */
public final class Workers {
    /** The setting for the number of threads; without it, one per available processor. */
    public static final String SETTING = "adjoint.threads";

    /** Mostly longer than what a network does between two loops; to wake a parked thread costs tens of microseconds. */
    private static final long SPIN_NANOS = 100_000;

    private static final int SPINS_PER_LOOK = 64;

    private static final AtomicBoolean BUSY = new AtomicBoolean();
    private static final AtomicReference<@Nullable Loop> CURRENT = new AtomicReference<>();
    private static final AtomicInteger THREADS = new AtomicInteger();

    /** Who waits for loops; guarded by {@link #BUSY}. */
    private static final List<Helper> HELPERS = new ArrayList<>();

    private Workers() {}

    /**
     * Runs {@code body} once for each part, in no particular order, and returns when all are done.
     *
     * @param parts how many parts; zero does nothing
     * @param body what to do with part 0 to {@code parts - 1}; parts must not depend on each other
     * @throws RuntimeException whatever a part throws first; parts not begun by then are left out
     */
    public static void each(int parts, IntConsumer body) {
        if (parts <= 1 || threads() == 1 || !BUSY.compareAndSet(false, true)) {
            for (int part = 0; part < parts; part++) {
                body.accept(part);
            }
            return;
        }
        Loop loop = new Loop(parts, body);
        try {
            muster(threads() - 1);
            CURRENT.set(loop);
            int called = Math.min(parts - 1, HELPERS.size());
            for (int i = 0; i < called; i++) {
                HELPERS.get(i).wake();
            }
            loop.work();
            loop.await();
        } finally {
            // Nothing may hold on to the body, and so to its arrays, until the next loop comes.
            CURRENT.set(null);
            BUSY.set(false);
        }
        loop.rethrow();
    }

    /**
     * How many threads share a loop, the caller included.
     *
     * @return one or more
     * @throws IllegalArgumentException if the setting is not a positive number
     */
    public static int threads() {
        int threads = THREADS.get();
        if (threads == 0) {
            THREADS.compareAndSet(0, setting());
            threads = THREADS.get();
        }
        return threads;
    }

    /**
     * Sets how many threads share a loop, from the next loop on.
     *
     * @param threads one or more, the caller included
     * @throws IllegalArgumentException if it is less than one
     */
    public static void resize(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: " + threads + ". Give one or more; the caller counts as one.");
        }
        THREADS.set(threads);
    }

    private static int setting() {
        String text = System.getProperty(SETTING);
        if (text == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(text.strip());
            if (threads >= 1) {
                return threads;
            }
        } catch (NumberFormatException notANumber) {
            // Falls through to the message, which is the same for text and for zero.
        }
        throw new IllegalArgumentException(
                SETTING + ": \"" + text + "\" is not a number of threads. Give one or more.");
    }

    /** Starts or retires helpers until there are as many as wanted; the caller holds {@link #BUSY}. */
    private static void muster(int wanted) {
        while (HELPERS.size() < wanted) {
            Helper helper = new Helper(HELPERS.size() + 1);
            HELPERS.add(helper);
            helper.thread.start();
        }
        while (HELPERS.size() > wanted) {
            HELPERS.removeLast().retire();
        }
    }

    /** One call of {@link #each}: parts are taken one by one, so a slow thread takes fewer. */
    private static final class Loop {
        private final int parts;
        private final IntConsumer body;
        private final int threads = threads();
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        private volatile boolean callerParks;

        Loop(int parts, IntConsumer body) {
            this.parts = parts;
            this.body = body;
        }

        boolean hasParts() {
            return next.get() < parts;
        }

        void work() {
            for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        body.accept(part(i));
                    }
                } catch (Throwable thrown) {
                    failure.compareAndSet(null, thrown);
                }
                if (done.incrementAndGet() == parts && callerParks) {
                    LockSupport.unpark(caller);
                }
            }
        }

        /**
         * The part that is taken as number {@code i}. Threads that take turns get a stretch each, the same one in the next
         * loop of a network: what one of them wrote there, it reads from its own cache.
         */
        private int part(int i) {
            int each = parts / threads;
            return i < each * threads ? i % threads * each + i / threads : i;
        }

        void await() {
            long start = System.nanoTime();
            boolean interrupted = false;
            while (done.get() < parts) {
                if (callerParks) {
                    LockSupport.park(this);
                    // An interrupted thread does not park; the parts still use the caller's memory, so wait them out.
                    interrupted |= Thread.interrupted();
                } else if (spin(start)) {
                    callerParks = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void rethrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case Throwable thrown -> throw new IllegalStateException("a part failed: " + thrown, thrown);
            }
        }
    }

    /** A thread that waits for loops. */
    private static final class Helper implements Runnable {
        private final Thread thread;
        private volatile boolean parked;
        private volatile boolean retired;

        Helper(int number) {
            thread = Thread.ofPlatform()
                    .name("adjoint-worker-" + number)
                    .daemon()
                    .unstarted(this);
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        void retire() {
            retired = true;
            LockSupport.unpark(thread);
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (!retired) {
                if (help()) {
                    idleSince = System.nanoTime();
                } else if (parked) {
                    LockSupport.park(this);
                    parked = false;
                    idleSince = System.nanoTime();
                } else if (spin(idleSince)) {
                    // From here on the caller wakes this thread; a loop that began before is seen by one more look.
                    parked = true;
                }
            }
        }

        /** Takes part in the current loop, if there is one; in a method so that no local keeps the loop reachable. */
        private boolean help() {
            Loop loop = CURRENT.get();
            if (loop == null || !loop.hasParts()) {
                return false;
            }
            parked = false;
            loop.work();
            return true;
        }
    }

    /** Spins a little and says whether the time for spinning is over. */
    private static boolean spin(long since) {
        for (int i = 0; i < SPINS_PER_LOOK; i++) {
            Thread.onSpinWait();
        }
        return System.nanoTime() - since > SPIN_NANOS;
    }
}

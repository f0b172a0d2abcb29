package dev.adjoint.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What an open scope owns, and whether it has ended.
 *
 * <p>Storages hold the frame and not the {@code Scope}, which is only the handle that its opener closes. Frames of a
 * thread form a stack, the single {@code ThreadLocal} of this code base: a {@code ScopedValue} would force every step
 * into a lambda, and what is in force here is where memory goes, not what is computed.
 */
final class Frame {
    private static final ThreadLocal<@Nullable Frame> INNERMOST = new ThreadLocal<>();
    private static final AtomicLong OPENED = new AtomicLong();

    private final Pool pool;
    private final @Nullable Frame parent;
    private final Thread thread = Thread.currentThread();
    private final long number = OPENED.incrementAndGet();
    private final @Nullable Origin origin = Origin.here();
    private final Ledger ledger = new Ledger();
    private final Tether tether;
    private final Chunk chunk = new Chunk();
    private volatile boolean closed;

    private Frame(Pool pool, @Nullable Frame parent) {
        this.pool = pool;
        this.parent = parent;
        this.tether = pool.tether(this, ledger);
    }

    /** Opens a frame inside the innermost one of this thread. */
    static Frame push(Pool pool) {
        Frame frame = new Frame(pool, INNERMOST.get());
        INNERMOST.set(frame);
        return frame;
    }

    /** The innermost open frame of this thread. */
    static @Nullable Frame innermost() {
        return INNERMOST.get();
    }

    /** Runs with no frame open on this thread. */
    static <T> T outside(Supplier<T> body) {
        Frame innermost = INNERMOST.get();
        INNERMOST.remove();
        try {
            return body.get();
        } finally {
            INNERMOST.set(innermost);
        }
    }

    boolean closed() {
        return closed;
    }

    /** Counts one storage, which may share a block with others. */
    void count() {
        ledger.storages++;
    }

    /** A lease for one large storage, given back at the end. */
    Lease lease(long bytes) {
        Lease lease = new Lease(pool.take(bytes));
        ledger.add(lease);
        return lease;
    }

    /** Room for one small storage, in a chunk that is given back at the end. */
    Chunk chunk(long bytes) {
        if (!chunk.fits(bytes)) {
            chunk.renew(lease(Chunk.BYTES));
        }
        return chunk;
    }

    /** Whether this frame, or one outside it, is {@code other}. */
    boolean isInside(Frame other) {
        Frame frame = this;
        while (frame != null && frame != other) {
            frame = frame.parent;
        }
        return frame != null;
    }

    /**
     * Hands a lease that is somewhere in this stack to the frame outside {@code kept}, or to reachability.
     *
     * @return the new owner, or null for reachability
     */
    @Nullable
    Frame handOut(Lease lease, Frame kept) {
        checkThread("keep");
        Frame target = kept.parent;
        Frame frame = this;
        while (frame != null && frame != target) {
            if (frame.ledger.remove(lease)) {
                if (target != null) {
                    target.ledger.add(lease);
                } else {
                    pool.tether(lease);
                }
                break;
            }
            frame = frame.parent;
        }
        return target;
    }

    /** Ends the frame and gives back what it still owns; a second time does nothing. */
    void pop() {
        if (closed) {
            return;
        }
        checkThread("close");
        Frame innermost = INNERMOST.get();
        if (innermost != this) {
            throw new ScopeException("close: " + this + " still has an inner one open: " + innermost
                    + ". Close scopes in the reverse order; try-with-resources does.");
        }
        closed = true;
        if (parent == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(parent);
        }
        pool.untie(tether);
        pool.giveBack(ledger);
    }

    private void checkThread(String call) {
        if (Thread.currentThread() != thread) {
            throw new ScopeException(call + ": " + this + " belongs to thread " + thread.getName() + ", not to "
                    + Thread.currentThread().getName() + ". A scope is used by the thread that opened it.");
        }
    }

    /** Number and, in debug mode, the line that opened it. */
    @Override
    public String toString() {
        return "scope " + number + (origin == null ? "" : " opened at " + origin);
    }
}

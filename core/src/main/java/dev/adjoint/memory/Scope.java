package dev.adjoint.memory;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a thread's work at whose end the memory made in it is given back.
 *
 * <pre>{@code
 * try (var step = Scope.open()) {
 *     ... // everything made here is released at the end
 *     step.keep(result);
 * }
 * }</pre>
 *
 * <p>A scope takes what its own thread makes while it is the innermost one. Use after the end is a
 * {@link ReleasedException}. The memory itself goes to the pool and stays mapped: that makes the end cheap, and even a
 * thread that was still reading sees other values rather than a crash.
 */
public final class Scope implements AutoCloseable {
    private final Frame frame;

    private Scope(Frame frame) {
        this.frame = frame;
    }

    /**
     * Opens a scope inside the innermost one of this thread.
     *
     * @return the scope, to be closed by this thread
     */
    public static Scope open() {
        return new Scope(Frame.push(Pool.SHARED));
    }

    /**
     * The scope that takes what this thread makes now.
     *
     * @return a handle on the innermost open scope, or null outside all scopes
     */
    public static @Nullable Scope innermost() {
        Frame frame = Frame.innermost();
        return frame == null ? null : new Scope(frame);
    }

    /**
     * Runs with no scope open: what is made inside lives as long as it is reachable.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T outside(Supplier<T> body) {
        return Frame.outside(body);
    }

    /**
     * Lets a storage outlive this scope: it moves to the enclosing one, or, without one, lives as long as it is reachable.
     *
     * <p>Storages that do not belong to this scope or to one inside it outlive it anyway and stay as they are.
     *
     * @param storage what to keep
     * @throws ReleasedException if its scope has ended already
     * @throws ScopeException if it belongs to a scope of another thread
     */
    public void keep(Storage storage) {
        Frame owner = storage.frame();
        if (owner == null) {
            return;
        }
        storage.checkLive();
        if (owner.isInside(frame)) {
            storage.handOut(owner, frame);
        } else if (!frame.isInside(owner)) {
            throw new ScopeException("keep: " + storage + " belongs to " + owner + ", which neither encloses " + frame
                    + " nor lies in it. Keep it by its own scope, on its own thread.");
        }
    }

    /**
     * Ends the scope and gives back what it still owns; a second time does nothing.
     *
     * @throws ScopeException if an inner scope is still open, or on another thread than the one that opened it
     */
    @Override
    public void close() {
        frame.pop();
    }

    /** The scope's number and, in debug mode, the line that opened it. */
    @Override
    public String toString() {
        return frame.toString();
    }
}

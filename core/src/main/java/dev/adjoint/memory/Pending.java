package dev.adjoint.memory;

/**
 * A computation that has been asked for but has not run yet: it will make the contents of some storages.
 *
 * <p>A storage whose contents are {@link Storage#defer deferred} has them computed by {@link #settle} when they are first
 * asked for; a storage that such a computation reads has it computed before its contents change.
 */
public interface Pending {

    /** Runs the computation if nobody has: afterwards the contents are there. From any thread. */
    void settle();

    /**
     * Whether there is nothing left to do.
     *
     * @return true once the computation has run, or nobody can ask for what it would have made
     */
    boolean isSettled();
}

package dev.adjoint.memory;

/**
 * The pool that all storages of this process come from: its numbers and its limit.
 *
 * <p>The limit is the system property {@code adjoint.memory.limit}, in bytes or as {@code 8g} or {@code 512m}; without it,
 * 80 % of the machine's memory.
 */
public final class MemoryPool {
    private MemoryPool() {}

    /**
     * What the pool holds now, after taking back what has been found unreachable.
     *
     * @return a snapshot
     */
    public static MemoryStatistics statistics() {
        return Pool.SHARED.statistics();
    }

    /**
     * Hands all pooled blocks back to the system.
     *
     * <p>Memory in use is not touched. Only call it when no other thread can still be working on released storages.
     */
    public static void trim() {
        Pool.SHARED.trim();
    }

    /**
     * The most bytes that may be in use and pooled together.
     *
     * @return the limit in bytes
     * @throws IllegalArgumentException if the system property is not a size
     */
    public static long limit() {
        return Pool.SHARED.limit().bytes();
    }

    /**
     * Sets another limit, for what is allocated from now on.
     *
     * @param bytes the limit, positive
     * @throws IllegalArgumentException if it is not positive
     */
    public static void limit(long bytes) {
        Pool.SHARED.limit().set(bytes);
    }
}

package dev.adjoint.memory;

/**
 * What the memory pool holds at one moment, and what it has done so far.
 *
 * <p>Bytes are counted in whole blocks, so a small storage counts through the chunk that it shares. In a steady state,
 * such as training with a scope per step, {@code systemAllocations} stays where it is.
 *
 * @param inUseBytes bytes of blocks that storages live in
 * @param pooledBytes bytes of blocks that wait for their next use
 * @param peakBytes the most bytes ever in use at once
 * @param allocations storages made so far
 * @param systemAllocations blocks asked of the system so far
 * @param collections garbage collections asked for so far
 */
public record MemoryStatistics(
        long inUseBytes,
        long pooledBytes,
        long peakBytes,
        long allocations,
        long systemAllocations,
        long collections) {}

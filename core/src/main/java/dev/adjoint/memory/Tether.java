package dev.adjoint.memory;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the pool gets back once something can no longer be reached: the block of a lease, or the whole ledger of a scope
 * that nobody closed.
 */
final class Tether extends PhantomReference<Object> {
    /** The block to give back, or null. */
    final @Nullable Block block;

    /** The ledger to give back, or null. */
    final @Nullable Ledger ledger;

    /** Neighbours in the pool's list, which keeps tethers themselves reachable; guarded by the pool. */
    @Nullable
    Tether before;

    /** See {@link #before}. */
    @Nullable
    Tether after;

    Tether(Object watched, ReferenceQueue<Object> queue, @Nullable Block block, @Nullable Ledger ledger) {
        super(watched, queue);
        this.block = block;
        this.ledger = ledger;
    }
}

package dev.adjoint.memory;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of native memory, handed out and taken back.
 *
 * <p>What nobody can reach any more is taken back by whoever allocates next; there is no thread for it. A garbage
 * collector sees only the small objects on the heap and not the memory behind them, so the pool asks for a collection
 * itself: when what only a collection can return has doubled since the last one, and before it gives up at the limit.
 */
final class Pool {
    /** The pool of this process. Tests make their own. */
    static final Pool SHARED = new Pool(new MemoryLimit());

    private static final long FIRST_COLLECTION = 256L << 20;

    private final MemoryLimit limit;
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
    private final @Nullable Block[] free = new @Nullable Block[SizeClass.count()];
    private final LongAdder allocations = new LongAdder();
    private final ReentrantLock collecting = new ReentrantLock();

    // All of these are guarded by this.
    private @Nullable Tether tethers;
    private long inUse;
    private long pooled;
    private long peak;
    private long tethered;
    private long systemAllocations;
    private long collections;
    private long collectAt = FIRST_COLLECTION;

    Pool(MemoryLimit limit) {
        this.limit = limit;
    }

    MemoryLimit limit() {
        return limit;
    }

    /**
     * A block of at least this many bytes; its contents are undefined.
     *
     * @throws OutOfNativeMemoryException if the limit or the system forbids it
     */
    Block take(long bytes) {
        drain();
        if (bytes > SizeClass.LARGEST) {
            throw refusal(bytes, "");
        }
        int sizeClass = SizeClass.of(bytes);
        long size = SizeClass.bytes(sizeClass);
        Block block = takeFree(sizeClass, size);
        if (block == null && collectionIsDue(size) && collecting.tryLock()) {
            collect();
            block = takeFree(sizeClass, size);
        }
        if (block != null) {
            return block;
        }
        if (!reserve(size)) {
            // Blocks may be on their way back even if another thread is collecting, so wait for it.
            collecting.lock();
            collect();
            block = takeFree(sizeClass, size);
            if (block != null) {
                return block;
            }
            trim();
            if (!reserve(size)) {
                throw refusal(bytes, "");
            }
        }
        return allocate(bytes, sizeClass, size);
    }

    /** Asks the system, outside the lock: clearing a large block takes as long as writing it. */
    private Block allocate(long bytes, int sizeClass, long size) {
        try {
            return Block.allocate(sizeClass);
        } catch (OutOfMemoryError refused) {
            trim();
            try {
                return Block.allocate(sizeClass);
            } catch (OutOfMemoryError again) {
                synchronized (this) {
                    inUse -= size;
                }
                throw refusal(bytes, " The system has no more to give.");
            }
        }
    }

    private synchronized @Nullable Block takeFree(int sizeClass, long size) {
        Block block = free[sizeClass];
        if (block != null) {
            free[sizeClass] = block.below;
            block.below = null;
            pooled -= size;
            use(size);
        }
        return block;
    }

    private synchronized boolean reserve(long size) {
        if (!limit.allows(inUse + pooled + size)) {
            return false;
        }
        systemAllocations++;
        use(size);
        return true;
    }

    private synchronized void use(long size) {
        inUse += size;
        peak = Math.max(peak, inUse);
    }

    synchronized void giveBack(Block block) {
        block.below = free[block.sizeClass];
        free[block.sizeClass] = block;
        inUse -= block.bytes();
        pooled += block.bytes();
    }

    synchronized void giveBack(Ledger ledger) {
        allocations.add(ledger.storages);
        for (int line = 0; line < ledger.size(); line++) {
            giveBack(ledger.block(line));
        }
        ledger.clear();
    }

    /** Gives the block of a lease back once the lease cannot be reached. */
    void tether(Lease lease) {
        Tether tether = new Tether(lease, unreachable, lease.block, null);
        synchronized (this) {
            tethered += lease.block.bytes();
            link(tether);
        }
    }

    /** Gives what is in a ledger back once its owner cannot be reached; {@link #untie} ends it. */
    Tether tether(Object owner, Ledger ledger) {
        Tether tether = new Tether(owner, unreachable, null, ledger);
        synchronized (this) {
            link(tether);
        }
        return tether;
    }

    /** Forgets a tether whose owner has given everything back itself. */
    synchronized void untie(Tether tether) {
        tether.clear();
        unlink(tether);
    }

    private synchronized void link(Tether tether) {
        tether.after = tethers;
        if (tethers != null) {
            tethers.before = tether;
        }
        tethers = tether;
    }

    private synchronized void unlink(Tether tether) {
        if (tether.after != null) {
            tether.after.before = tether.before;
        }
        if (tether.before != null) {
            tether.before.after = tether.after;
        } else if (tethers == tether) {
            tethers = tether.after;
        }
        tether.before = null;
        tether.after = null;
    }

    /** Takes back what has been found unreachable so far. */
    void drain() {
        Reference<?> reference = unreachable.poll();
        while (reference != null) {
            recover(reference);
            reference = unreachable.poll();
        }
    }

    private synchronized void recover(Reference<?> reference) {
        if (reference instanceof Tether tether) {
            unlink(tether);
            if (tether.block != null) {
                tethered -= tether.block.bytes();
                giveBack(tether.block);
            }
            if (tether.ledger != null) {
                giveBack(tether.ledger);
            }
        }
    }

    private synchronized boolean collectionIsDue(long size) {
        return tethered + size > collectAt;
    }

    /** Asks for a garbage collection and takes back what it finds; the caller holds {@link #collecting}. */
    private void collect() {
        try {
            GarbageCollection.request(unreachable, this::recover);
            synchronized (this) {
                collections++;
                collectAt = Math.max(FIRST_COLLECTION, 2 * tethered);
            }
        } finally {
            collecting.unlock();
        }
    }

    /** Hands all pooled blocks back to the system. */
    void trim() {
        Block all = null;
        synchronized (this) {
            for (int sizeClass = 0; sizeClass < free.length; sizeClass++) {
                Block block = free[sizeClass];
                while (block != null) {
                    Block below = block.below;
                    block.below = all;
                    all = block;
                    block = below;
                }
                free[sizeClass] = null;
            }
            pooled = 0;
        }
        while (all != null) {
            all.free();
            all = all.below;
        }
    }

    /** Counts one storage made outside all scopes, which may share a block with others. */
    void count() {
        allocations.increment();
    }

    /** The storages made so far; those of other threads' open scopes as far as this thread has seen them. */
    private synchronized long allocations() {
        long sum = allocations.sum();
        for (Tether tether = tethers; tether != null; tether = tether.after) {
            sum += tether.ledger == null ? 0 : tether.ledger.storages;
        }
        return sum;
    }

    MemoryStatistics statistics() {
        drain();
        synchronized (this) {
            return new MemoryStatistics(inUse, pooled, peak, allocations(), systemAllocations, collections);
        }
    }

    private OutOfNativeMemoryException refusal(long bytes, String why) {
        MemoryStatistics now = statistics();
        return new OutOfNativeMemoryException("out of native memory: " + MemorySize.format(bytes) + " asked, "
                + MemorySize.format(now.inUseBytes()) + " in use, " + MemorySize.format(now.pooledBytes())
                + " pooled, limit " + MemorySize.format(limit.bytes()) + "." + why
                + " Use a smaller batch, open a Scope around each step, or raise the limit with -D"
                + MemoryLimit.PROPERTY + "=8g.");
    }
}

package dev.adjoint.memory;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of native memory that tensors and their views share.
 *
 * <p>It belongs to the innermost {@code Scope} of the thread that makes it and is given back at that scope's end;
 * without a scope it is given back when nobody can reach it. It can be used from any thread.
 *
 * <p>Whoever works on the memory through {@link #segment()} or {@link #address()} must hold the storage until done, with
 * {@link java.lang.ref.Reference#reachabilityFence} where nothing else does: neither a segment nor an address keeps the
 * memory from its next use.
 */
public final class Storage {
    /** Small storages made outside every scope share this; guarded by itself. */
    private static final Chunk LOOSE = new Chunk();

    private final Lease lease;
    /** Where it begins in the lease's block; no segment is held, since there are as many storages as small tensors. */
    private final long start;

    private final long bytes;
    private final @Nullable Origin origin = Origin.here();
    private @Nullable Frame frame;
    private @Nullable Origin lastChange;
    /** Makes the contents when they are asked for; null if they are there. */
    private volatile @Nullable Pending pending;
    /** What has to be computed before the contents change; null if nothing. */
    private @Nullable Readers readers;

    private int version;

    private Storage(Lease lease, long start, long bytes, @Nullable Frame frame) {
        this.lease = lease;
        this.start = start;
        this.bytes = bytes;
        this.frame = frame;
    }

    /**
     * Makes a storage, 64-byte aligned, with undefined contents.
     *
     * @param bytes its size; zero is allowed
     * @return the storage
     * @throws IllegalArgumentException if the size is negative
     * @throws OutOfNativeMemoryException if the memory cannot be had
     */
    public static Storage allocate(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("storage: " + bytes + " bytes. Give zero or more.");
        }
        Pool pool = Pool.SHARED;
        Frame frame = Frame.innermost();
        if (frame != null) {
            frame.count();
            return bytes > Chunk.LARGEST
                    ? new Storage(frame.lease(bytes), 0, bytes, frame)
                    : cut(frame.chunk(bytes), bytes, frame);
        }
        pool.count();
        if (bytes > Chunk.LARGEST) {
            return new Storage(tethered(pool, bytes), 0, bytes, null);
        }
        synchronized (LOOSE) {
            if (!LOOSE.fits(bytes)) {
                LOOSE.renew(tethered(pool, Chunk.BYTES));
            }
            return cut(LOOSE, bytes, null);
        }
    }

    private static Lease tethered(Pool pool, long bytes) {
        Lease lease = new Lease(pool.take(bytes));
        pool.tether(lease);
        return lease;
    }

    private static Storage cut(Chunk chunk, long bytes, @Nullable Frame frame) {
        return new Storage(chunk.lease(), chunk.cut(bytes), bytes, frame);
    }

    /**
     * The memory; its accesses are checked against the storage's bounds. Since whoever has it may write at any time,
     * nothing that reads this storage is deferred from now on.
     *
     * @return a segment of {@link #bytes()} bytes
     * @throws ReleasedException if the scope that it belonged to has ended
     */
    public MemorySegment segment() {
        expose();
        return borrowed();
    }

    /** The memory for who does not keep it. */
    MemorySegment borrowed() {
        ready();
        return lease.block.segment.asSlice(start, bytes);
    }

    /** The block that the storage stands in; what is read there is found by {@link #place}. */
    MemorySegment block() {
        return lease.block.segment;
    }

    /** Where bytes of this storage stand in its block, having checked that they are inside, live and computed. */
    long place(long offset, int length) {
        ready();
        Objects.checkFromIndexSize(offset, length, bytes);
        return start + offset;
    }

    /** Throws, with the whole story, if the scope has ended. */
    void checkLive() {
        if (released()) {
            String where = origin == null ? "" : "; storage made at " + origin;
            String hint = origin == null ? " With -Dadjoint.debug=true this message tells where it was made." : "";
            throw new ReleasedException("storage of " + MemorySize.format(bytes())
                    + " was released at the end of its scope (" + frame + where
                    + "). Keep it with Scope.keep, or use it before the scope ends." + hint);
        }
    }

    /**
     * The address of the first byte, a multiple of 64.
     *
     * @return the address, for native code that checks nothing
     * @throws ReleasedException if the scope that it belonged to has ended
     */
    public long address() {
        ready();
        return lease.block.segment.address() + start;
    }

    private void ready() {
        checkLive();
        settle();
    }

    /** Has the contents computed now, if they were deferred. */
    public void settle() {
        Pending computation = pending;
        if (computation != null) {
            computation.settle();
        }
    }

    /**
     * The computation that the contents wait for.
     *
     * @return the computation, or null if the contents are there
     */
    public @Nullable Pending pending() {
        return pending;
    }

    /**
     * Leaves the contents to a computation that runs when somebody asks for them.
     *
     * @param computation what makes the contents, in {@link #unsettled()}; null once it has
     */
    public void defer(@Nullable Pending computation) {
        pending = computation;
    }

    /**
     * The same memory for the computation that it waits for.
     *
     * @return a storage whose contents are never waited for
     */
    public Storage unsettled() {
        return new Storage(lease, start, bytes, frame);
    }

    /**
     * What it holds now, elsewhere: for a computation that shall not wait for nor hinder changes of this one.
     *
     * @return a new storage of the same size and contents, of the innermost scope
     */
    public Storage copy() {
        Storage copy = allocate(bytes);
        copy.borrowed().copyFrom(borrowed());
        Reference.reachabilityFence(this);
        return copy;
    }

    /**
     * Notes a computation that reads this storage and has not run: it runs before the contents change.
     *
     * @param reader the computation
     */
    public void readBy(Pending reader) {
        synchronized (this) {
            Readers waiting = readers == null ? new Readers() : readers;
            if (waiting != Readers.EXPOSED) {
                waiting.add(reader);
                readers = waiting;
                return;
            }
        }
        reader.settle();
    }

    /** To be called before the contents change in place: computations that read them run first. */
    public void aboutToChange() {
        Readers waiting = readers;
        if (waiting != null) {
            waiting.settle();
        }
    }

    private void expose() {
        if (readers == Readers.EXPOSED) {
            return;
        }
        Readers waiting;
        synchronized (this) {
            waiting = readers;
            readers = Readers.EXPOSED;
        }
        if (waiting == null) {
            return;
        }
        try {
            waiting.settle();
        } catch (RuntimeException | Error failed) {
            // Nobody gets the memory, and what reads it has still to run before its contents change.
            synchronized (this) {
                readers = waiting;
            }
            throw failed;
        }
    }

    /**
     * Whether a computation of another storage may read this one when it runs, and not at once: this one is there as long
     * as the other, and all changes are {@link #aboutToChange announced}.
     *
     * @param result what is computed
     * @return false if this may be released or written before
     */
    public boolean canWaitFor(Storage result) {
        Frame owner = frame;
        Frame other = result.frame;
        return readers != Readers.EXPOSED && (owner == null || other != null && other.isInside(owner));
    }

    /**
     * The size.
     *
     * @return bytes, zero or more; also after the scope's end
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Whether the scope that it belonged to has ended.
     *
     * @return true if the memory may already be in use for something else
     */
    public boolean released() {
        Frame owner = frame;
        if (owner == null || !owner.closed()) {
            return false;
        }
        // Another thread may have kept it before it closed the scope: having seen the end, look again.
        owner = frame;
        return owner != null && owner.closed();
    }

    /**
     * How often the contents were changed in place since the storage was made.
     *
     * <p>Who saves a value for a backward pass remembers the version, and so notices a later change.
     *
     * @return a count that only grows
     */
    public int version() {
        return version;
    }

    /**
     * Records one change in place.
     *
     * @param where the line that it came from; changes are rare enough to name it always, for a microsecond or two, so
     *     that who finds a kept value overwritten can say by whom
     */
    public void changed(Origin where) {
        version++;
        lastChange = where;
    }

    /**
     * The line that last changed the contents in place.
     *
     * @return where it stands; null if there was no change
     */
    public @Nullable Origin lastChange() {
        return lastChange;
    }

    /** The owner now; null if reachability decides. */
    @Nullable
    Frame frame() {
        return frame;
    }

    /** Moves it, and the block that it stands in, to the frame outside {@code kept}; what it is made of may stay inside. */
    void handOut(Frame owner, Frame kept) {
        settle();
        frame = owner.handOut(lease, kept);
    }

    /** Size, version and whether it is released. */
    @Override
    public String toString() {
        return "storage of " + MemorySize.format(bytes()) + ", version " + version + (released() ? ", released" : "");
    }
}

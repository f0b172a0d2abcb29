package dev.adjoint.memory;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One block shared by many small storages, cut off one after the other.
 *
 * <p>A tiny tensor then costs an addition, and neither a block nor a phantom reference of its own. The price: a single
 * small storage that lives on keeps its whole chunk. Not thread-safe.
 */
final class Chunk {
    /** The size of the block, small enough that keeping one alive for a single storage does no harm. */
    static final long BYTES = 32 << 10;

    /** The largest storage that is put in a chunk. */
    static final long LARGEST = 4 << 10;

    private @Nullable Lease lease;
    private long next;

    boolean fits(long bytes) {
        return lease != null && next + bytes <= BYTES;
    }

    /** Goes on with a fresh block; storages in the one before keep that one. */
    void renew(Lease fresh) {
        lease = fresh;
        next = 0;
    }

    Lease lease() {
        return Objects.requireNonNull(lease);
    }

    /** Cuts off the next bytes; the caller has seen that they fit. */
    long cut(long bytes) {
        long start = next;
        next = (start + bytes + Block.ALIGNMENT - 1) & -Block.ALIGNMENT;
        return start;
    }
}

package dev.adjoint.kernel.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Scratch memory for running kernels, kept from one run to the next so that none is allocated once a program has seen
 * its shapes.
 *
 * <p>Each part of a run leases one workspace; there are never more than parts at work at the same time.
 */
final class Workspaces {

    private static final int KEPT = 64;
    private static final long ALIGNMENT = 64;
    private static final long SMALLEST = 4096;

    private final AtomicReferenceArray<Workspace> idle = new AtomicReferenceArray<>(KEPT);

    /** A workspace for this thread alone, to be closed after use. */
    Workspace lease() {
        for (int i = 0; i < KEPT; i++) {
            if (idle.getPlain(i) != null) {
                Workspace workspace = idle.getAndSet(i, null);
                if (workspace != null) {
                    return workspace;
                }
            }
        }
        return new Workspace(this);
    }

    private void takeBack(Workspace workspace) {
        for (int i = 0; i < KEPT; i++) {
            if (idle.getPlain(i) == null && idle.compareAndSet(i, null, workspace)) {
                return;
            }
        }
    }

    /** Memory that is handed out piece by piece and taken back as a whole. */
    static final class Workspace implements AutoCloseable {

        private final Workspaces owner;
        private MemorySegment memory = MemorySegment.NULL;
        private MemorySegment[] outgrown = new MemorySegment[0];
        private long used;
        private long wanted;

        private Workspace(Workspaces owner) {
            this.owner = owner;
        }

        /** The address of memory that is this part's until the workspace is closed; contents undefined. */
        long region(long bytes) {
            long size = bytes + ALIGNMENT - 1 & -ALIGNMENT;
            wanted += size;
            if (used + size > memory.byteSize()) {
                grow(size);
            }
            long address = memory.address() + used;
            used += size;
            return address;
        }

        /** What was handed out stays where it is until the end; the next lease then finds one piece for all. */
        private void grow(long size) {
            MemorySegment[] kept = Arrays.copyOf(outgrown, outgrown.length + 1);
            kept[outgrown.length] = memory;
            outgrown = kept;
            memory = allocate(size);
            used = 0;
        }

        private static MemorySegment allocate(long size) {
            long rounded = Math.max(SMALLEST, Long.highestOneBit(Math.max(1, size - 1)) << 1);
            return Arena.ofAuto().allocate(rounded, ALIGNMENT);
        }

        @Override
        public void close() {
            if (outgrown.length > 0) {
                outgrown = new MemorySegment[0];
                memory = memory.byteSize() >= wanted ? memory : allocate(wanted);
            }
            used = 0;
            wanted = 0;
            owner.takeBack(this);
        }
    }
}

package dev.adjoint.kernel.onednn;

import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;

/** Adds arrays of one format that follow each other in memory, in their order: stretch by stretch, whatever the format. */
final class PartialSums {

    /** The bytes of a cache line. */
    private static final long GRAIN = 64;

    private final Workspaces workspaces;
    private final int count;
    private final Partition stretches;
    private final NativePrimitive body;
    private final NativePrimitive last;

    PartialSums(Workspaces workspaces, long bytes, int count) {
        this.workspaces = workspaces;
        this.count = count;
        this.stretches = Partition.of(bytes, Partition.parts(0, bytes * (count + 1.0)), GRAIN);
        this.body = sum(stretches.each(), count);
        this.last = stretches.isEven() ? body : sum(stretches.last(), count);
    }

    private static NativePrimitive sum(long bytes, int count) {
        int[] arguments = new int[count + 1];
        for (int i = 0; i < count; i++) {
            arguments[i] = Dnnl.MULTIPLE_SOURCES + i;
        }
        arguments[count] = Dnnl.RESULT;
        try (Format stretch = Format.rowMajor(bytes / Float.BYTES)) {
            return new NativePrimitive(Dnnl.sum(stretch.handle(), count), arguments);
        }
    }

    /** Adds the arrays from an address on. */
    void add(long arrays, long target) {
        Workers.each(stretches.parts(), part -> {
            long start = stretches.start(part);
            try (Workspace workspace = workspaces.lease();
                    Call call = (stretches.isLast(part) ? last : body).call()) {
                for (int i = 0; i < count; i++) {
                    call.set(i, arrays + i * stretches.total() + start);
                }
                call.set(count, target + start).run(workspace);
            }
        });
    }
}

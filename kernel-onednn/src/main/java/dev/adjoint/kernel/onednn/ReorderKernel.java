package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import org.jspecify.annotations.Nullable;

/** The elements of an array in row-major order, as a copy: part by part along the first axis. */
final class ReorderKernel implements Kernel {

    private final Workspaces workspaces;
    private final Partition partition;
    private final long resultStep;
    private final NativePrimitive body;
    private final NativePrimitive last;

    private ReorderKernel(Workspaces workspaces, long[] dims, long[] strides) {
        this.workspaces = workspaces;
        long[] dense = Strides.rowMajor(dims);
        this.resultStep = dense[0] * Float.BYTES;
        double bytes = 2.0 * dims[0] * resultStep;
        this.partition = Partition.of(dims[0], Partition.parts(0, bytes), 1);
        this.body = part(dims, strides, dense, partition.each());
        this.last = partition.isEven() ? body : part(dims, strides, dense, partition.last());
    }

    private static NativePrimitive part(long[] dims, long[] strides, long[] dense, long length) {
        long[] lengths = dims.clone();
        lengths[0] = length;
        try (Format from = Format.strided(lengths, strides);
                Format to = Format.strided(lengths, dense)) {
            return new NativePrimitive(Dnnl.reorder(from.handle(), to.handle()), Dnnl.SOURCE, Dnnl.RESULT);
        }
    }

    /** A copying kernel, or null for a layout that the library cannot describe. */
    static @Nullable Kernel of(Workspaces workspaces, Layout layout) {
        long[] dims = layout.shape().dims();
        if (dims.length == 0) {
            return null;
        }
        long[] strides = Strides.describable(dims, layout.strides(), Strides.rowMajor(dims));
        return strides == null ? null : new ReorderKernel(workspaces, dims, strides);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long source = Operands.address(inputs[0]);
        long target = Operands.address(outputs[0]);
        long step = inputs[0].layout().stride(0) * Float.BYTES;
        Workers.each(partition.parts(), index -> {
            long start = partition.start(index);
            try (Workspace workspace = workspaces.lease();
                    Call call = (partition.isLast(index) ? last : body).call()) {
                call.set(0, source + start * step).set(1, target + start * resultStep);
                call.run(workspace);
            }
        });
        Operands.stayReachable(inputs, outputs);
    }
}

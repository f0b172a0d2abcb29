package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;

/** Means under a moving window, and their transpose, which spreads each number under its window. */
final class AveragePoolKernel implements Kernel {

    private final Workspaces workspaces;
    private final Partition partition;
    private final long targetSize;
    private final Part body;
    private final Part last;

    private record Part(NativePrimitive pooling, Packing batch) {}

    /** Compiles the pooling of a number of images. */
    @FunctionalInterface
    private interface Compiler {
        NativePrimitive compile(long count);
    }

    private AveragePoolKernel(
            Workspaces workspaces, PoolingShape shape, Layout batch, long targetSize, Compiler compiler) {
        this.workspaces = workspaces;
        this.partition = shape.partition();
        this.targetSize = targetSize;
        this.body = part(batch, partition.each(), compiler);
        this.last = partition.isEven() ? body : part(batch, partition.last(), compiler);
    }

    private static Part part(Layout batch, long count, Compiler compiler) {
        return new Part(compiler.compile(count), Packing.channelsLast(batch, count));
    }

    /** The means of images. */
    static Kernel forward(Workspaces workspaces, PoolingShape shape, Layout images) {
        return new AveragePoolKernel(
                workspaces,
                shape,
                images,
                shape.resultSize(),
                count -> new NativePrimitive(
                        shape.forward(Dnnl.POOLING_AVERAGE_WITH_PADDING, count), Dnnl.SOURCE, Dnnl.RESULT));
    }

    /** The gradient of images from the gradient of their means. */
    static Kernel backward(Workspaces workspaces, PoolingShape shape, Layout upstream) {
        return new AveragePoolKernel(
                workspaces,
                shape,
                upstream,
                shape.imageSize(),
                count -> new NativePrimitive(
                        shape.backward(Dnnl.POOLING_AVERAGE_WITH_PADDING, count),
                        Dnnl.RESULT_GRADIENT,
                        Dnnl.SOURCE_GRADIENT));
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return Strides.channelsLast(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long batch = Operands.address(inputs[0]);
        long target = Operands.address(outputs[0]);
        long step = inputs[0].layout().stride(0) * Float.BYTES;
        Workers.each(partition.parts(), index -> {
            Part part = partition.isLast(index) ? last : body;
            long start = partition.start(index);
            try (Workspace workspace = workspaces.lease();
                    Call call = part.pooling.call()) {
                call.set(0, part.batch.packed(batch + start * step, workspace));
                call.set(1, target + start * targetSize * Float.BYTES);
                call.run(workspace);
            }
        });
        Operands.stayReachable(inputs, outputs);
    }
}

package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.Layout;

/** Gradients put where the maxima stood, summed where windows overlap. */
final class MaxUnpoolKernel implements Kernel {

    private final Workspaces workspaces;
    private final PoolingShape shape;
    private final Partition partition;
    private final Places places;
    private final Part body;
    private final Part last;

    private record Part(NativePrimitive unpooling, Packing upstream, long tapBytes) {}

    MaxUnpoolKernel(Workspaces workspaces, PoolingShape shape, Layout upstream) {
        this.workspaces = workspaces;
        this.shape = shape;
        this.partition = shape.partition();
        this.places = new Places(shape);
        this.body = part(shape, upstream, partition.each());
        this.last = partition.isEven() ? body : part(shape, upstream, partition.last());
    }

    private static Part part(PoolingShape shape, Layout upstream, long count) {
        NativePrimitive unpooling = new NativePrimitive(
                shape.backward(Dnnl.POOLING_MAX, count), Dnnl.RESULT_GRADIENT, Dnnl.WORKSPACE, Dnnl.SOURCE_GRADIENT);
        return new Part(unpooling, Packing.channelsLast(upstream, count), unpooling.bytes(Dnnl.WORKSPACE));
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return Strides.channelsLast(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long upstream = Operands.address(inputs[0]);
        long whereabouts = Operands.address(inputs[1]);
        long gradient = Operands.address(outputs[0]);
        long step = inputs[0].layout().stride(0) * Float.BYTES;
        Workers.each(partition.parts(), index -> {
            Part part = partition.isLast(index) ? last : body;
            long start = partition.start(index);
            long count = partition.isLast(index) ? partition.last() : partition.each();
            try (Workspace workspace = workspaces.lease();
                    Call call = part.unpooling.call()) {
                long taps = workspace.region(part.tapBytes);
                if (places.toTaps(whereabouts + start * shape.resultSize() * Integer.BYTES, taps, count)) {
                    call.set(0, part.upstream.packed(upstream + start * step, workspace));
                    call.set(1, taps);
                    call.set(2, gradient + start * shape.imageSize() * Float.BYTES);
                    call.run(workspace);
                } else {
                    exactly(inputs, outputs[0], start, start + count);
                }
            }
        });
        Operands.stayReachable(inputs, outputs);
    }

    /** Places that did not come from this window: the reference takes any. */
    private void exactly(Array[] inputs, Array output, long from, long to) {
        Array[] parts = {Operands.part(inputs[0], from, to), Operands.part(inputs[1], from, to)};
        Array target = Operands.part(output, from, to);
        new Pooling.Unpool(shape.window(), target.shape()).evaluate(parts, new Array[] {target});
    }
}

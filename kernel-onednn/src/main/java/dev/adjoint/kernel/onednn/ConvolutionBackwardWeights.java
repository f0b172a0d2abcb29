package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Packing.Reorder;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution with respect to its filters: a sum over the batch. Each part of the batch makes a
 * partial sum of its own; these are added in the order of the parts, whoever computed them.
 */
final class ConvolutionBackwardWeights implements Kernel {

    private final Workspaces workspaces;
    private final Partition partition;
    private final Part body;
    private final Part last;
    private final long bytes;
    private final @Nullable PartialSums sum;
    private final @Nullable Reorder delivery;

    /** What parts of one size need: the convolution, and the steps that bring its operands into form. */
    private record Part(NativePrimitive convolution, Packing images, Packing upstream) {}

    private ConvolutionBackwardWeights(
            Workspaces workspaces, ConvolutionShape shape, Partition partition, Part body, Part last) {
        this.workspaces = workspaces;
        this.partition = partition;
        this.body = body;
        this.last = last;
        this.bytes = body.convolution.bytes(Dnnl.WEIGHTS_GRADIENT);
        long partial = body.convolution.format(Dnnl.WEIGHTS_GRADIENT);
        this.sum = partition.parts() == 1 ? null : new PartialSums(workspaces, bytes, partition.parts());
        this.delivery = shape.filterDelivery(partial);
    }

    /** A kernel for inputs of given layouts. */
    static Kernel of(Workspaces workspaces, ConvolutionShape shape, Layout images, Layout upstream) {
        Partition partition = shape.partitionOfSums();
        try (Format any = shape.filterFormat()) {
            Part body = part(shape, images, upstream, partition.each(), any.handle());
            // The partial sums are added, so all parts write the format that the first has chosen.
            long chosen = body.convolution.format(Dnnl.WEIGHTS_GRADIENT);
            Part last = partition.isEven() ? body : part(shape, images, upstream, partition.last(), chosen);
            return new ConvolutionBackwardWeights(workspaces, shape, partition, body, last);
        }
    }

    private static Part part(ConvolutionShape shape, Layout images, Layout upstream, long count, long weights) {
        try (Format source = shape.imageFormat(count);
                Format any = shape.filterFormat();
                Format result = shape.resultFormat(count)) {
            Geometry geometry = shape.geometry();
            long forward = Dnnl.convolution(source.handle(), any.handle(), 0, result.handle(), geometry);
            try {
                long description =
                        Dnnl.convolutionBackwardWeights(source.handle(), weights, result.handle(), geometry, forward);
                NativePrimitive convolution =
                        new NativePrimitive(description, Dnnl.SOURCE, Dnnl.RESULT_GRADIENT, Dnnl.WEIGHTS_GRADIENT);
                return new Part(
                        convolution, Packing.channelsLast(images, count), Packing.channelsLast(upstream, count));
            } finally {
                Dnnl.destroyPrimitiveDescription(forward);
            }
        }
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long images = Operands.address(inputs[0]);
        long upstream = Operands.address(inputs[1]);
        long target = Operands.address(outputs[0]);
        long imageStep = Float.BYTES * inputs[0].layout().stride(0);
        long upstreamStep = Float.BYTES * inputs[1].layout().stride(0);
        int parts = partition.parts();
        try (Workspace shared = workspaces.lease()) {
            long staged = delivery == null ? target : shared.region(bytes);
            long partials = parts == 1 ? staged : shared.region(parts * bytes);
            Workers.each(parts, index -> {
                Part part = partition.isLast(index) ? last : body;
                long start = partition.start(index);
                try (Workspace workspace = workspaces.lease();
                        Call call = part.convolution.call()) {
                    call.set(0, part.images.packed(images + start * imageStep, workspace));
                    call.set(1, part.upstream.packed(upstream + start * upstreamStep, workspace));
                    call.set(2, partials + index * bytes);
                    call.run(workspace);
                }
            });
            if (sum != null) {
                sum.add(partials, staged);
            }
            if (delivery != null) {
                delivery.copy(staged, target, shared);
            }
        }
        Operands.stayReachable(inputs, outputs);
    }
}

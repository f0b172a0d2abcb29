package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Packing.Reorder;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, and its gradient with respect to the images: both map a batch to a batch through the filters. The batch
 * is cut into parts, each filtered by one thread; the results lie channels last.
 */
final class ConvolutionKernel implements Kernel {

    private final Workspaces workspaces;
    private final Shape results;
    private final Partition partition;
    private final Part body;
    private final Part last;

    /** What parts of one size need: the convolution, and the steps to its formats and, if need be, back. */
    private record Part(
            NativePrimitive convolution,
            Packing batch,
            Packing filters,
            @Nullable Reorder delivery,
            long resultBytes) {

        void run(long source, long weights, long bias, long target, Workspace workspace) {
            try (Call call = convolution.call()) {
                long result = delivery == null ? target : workspace.region(resultBytes);
                call.set(0, batch.packed(source, workspace)).set(1, weights).set(2, result);
                if (bias != 0) {
                    call.set(3, bias);
                }
                call.run(workspace);
                if (delivery != null) {
                    delivery.copy(result, target, workspace);
                }
            }
        }
    }

    /** Compiles the convolution of a part, for a number of images. */
    @FunctionalInterface
    private interface Compiler {
        NativePrimitive compile(Format images, Format filters, Format results);
    }

    private ConvolutionKernel(Workspaces workspaces, Shape results, Partition partition, Part body, Part last) {
        this.workspaces = workspaces;
        this.results = results;
        this.partition = partition;
        this.body = body;
        this.last = last;
    }

    /** The convolution of images, filters and perhaps a bias. */
    static Kernel forward(
            Workspaces workspaces, ConvolutionShape shape, Layout images, Layout filters, boolean biased) {
        return of(workspaces, shape, images, filters, shape.results(), (source, weights, result) -> {
            try (Format bias = biased ? shape.biasFormat() : Format.NONE) {
                long description = Dnnl.convolution(
                        source.handle(), weights.handle(), bias.handle(), result.handle(), shape.geometry());
                return biased
                        ? new NativePrimitive(description, Dnnl.SOURCE, Dnnl.WEIGHTS, Dnnl.RESULT, Dnnl.BIAS)
                        : new NativePrimitive(description, Dnnl.SOURCE, Dnnl.WEIGHTS, Dnnl.RESULT);
            }
        });
    }

    /** The gradient of the images from the gradient of the results and the filters. */
    static Kernel backwardData(Workspaces workspaces, ConvolutionShape shape, Layout upstream, Layout filters) {
        return of(workspaces, shape, upstream, filters, shape.images(), (source, weights, result) -> {
            long forward = Dnnl.convolution(source.handle(), weights.handle(), 0, result.handle(), shape.geometry());
            try {
                return new NativePrimitive(
                        Dnnl.convolutionBackwardData(
                                source.handle(), weights.handle(), result.handle(), shape.geometry(), forward),
                        Dnnl.RESULT_GRADIENT,
                        Dnnl.WEIGHTS,
                        Dnnl.SOURCE_GRADIENT);
            } finally {
                Dnnl.destroyPrimitiveDescription(forward);
            }
        });
    }

    private static Kernel of(
            Workspaces workspaces,
            ConvolutionShape shape,
            Layout batch,
            Layout filters,
            Shape results,
            Compiler compiler) {
        Partition partition = shape.partition();
        Part body = part(shape, batch, filters, results, partition.each(), compiler);
        Part last = partition.isEven() ? body : part(shape, batch, filters, results, partition.last(), compiler);
        return new ConvolutionKernel(workspaces, results, partition, body, last);
    }

    private static Part part(
            ConvolutionShape shape, Layout batch, Layout filters, Shape results, long count, Compiler compiler) {
        try (Format source = shape.batchFormat(shape.images(), count);
                Format weights = shape.filterFormat();
                Format result = shape.batchFormat(shape.results(), count)) {
            NativePrimitive convolution = compiler.compile(source, weights, result);
            return new Part(
                    convolution,
                    Packing.images(batch, count, convolution.formatAt(0)),
                    shape.filterPacking(filters, convolution.formatAt(1)),
                    delivery(convolution.formatAt(2), results.with(0, count)),
                    Dnnl.bytes(convolution.formatAt(2)));
        }
    }

    /** The step from the format of the results to channels last, or null if they lie so. */
    private static @Nullable Reorder delivery(long format, Shape results) {
        try (Format last = Format.channelsLast(results.dims())) {
            return Packing.between(format, last.handle()) instanceof Reorder reorder ? reorder : null;
        }
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return Strides.channelsLast(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long batch = Operands.address(inputs[0]);
        long filters = Operands.address(inputs[1]);
        long bias = inputs.length > 2 ? Operands.address(inputs[2]) : 0;
        long target = Operands.address(outputs[0]);
        long batchStep = Float.BYTES * inputs[0].layout().stride(0);
        long targetStep = Float.BYTES * results.size() / results.dim(0);
        try (Workspace shared = workspaces.lease()) {
            long bodyFilters = body.filters.packed(filters, shared);
            long lastFilters = last == body ? bodyFilters : last.filters.packed(filters, shared);
            Workers.each(partition.parts(), index -> {
                boolean tail = partition.isLast(index);
                Part part = tail ? last : body;
                long start = partition.start(index);
                try (Workspace workspace = workspaces.lease()) {
                    part.run(
                            batch + start * batchStep,
                            tail ? lastFilters : bodyFilters,
                            bias,
                            target + start * targetStep,
                            workspace);
                }
            });
        }
        Operands.stayReachable(inputs, outputs);
    }
}

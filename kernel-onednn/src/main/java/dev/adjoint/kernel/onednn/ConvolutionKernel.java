package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;

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

    /** What parts of one size need: the convolution, and the steps that bring its operands into form. */
    private record Part(NativePrimitive convolution, Packing batch, Packing filters) {}

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
        Part body = part(shape, batch, filters, partition.each(), compiler);
        Part last = partition.isEven() ? body : part(shape, batch, filters, partition.last(), compiler);
        return new ConvolutionKernel(workspaces, results, partition, body, last);
    }

    private static Part part(ConvolutionShape shape, Layout batch, Layout filters, long count, Compiler compiler) {
        try (Format source = shape.imageFormat(count);
                Format weights = shape.filterFormat();
                Format result = shape.resultFormat(count)) {
            NativePrimitive convolution = compiler.compile(source, weights, result);
            return new Part(
                    convolution,
                    Packing.channelsLast(batch, count),
                    shape.filterPacking(filters, convolution.format(Dnnl.WEIGHTS)));
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
                try (Workspace workspace = workspaces.lease();
                        Call call = part.convolution.call()) {
                    call.set(0, part.batch.packed(batch + start * batchStep, workspace));
                    call.set(1, tail ? lastFilters : bodyFilters);
                    call.set(2, target + start * targetStep);
                    if (bias != 0) {
                        call.set(3, bias);
                    }
                    call.run(workspace);
                }
            });
        }
        Operands.stayReachable(inputs, outputs);
    }
}

package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Operands.MEMORY;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.Packing.Reorder;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution with respect to its filters as one product of matrices: {@code dw[o, k] = sum over p of
 * dy[p, o] * patches[p, k]}, where {@code p} counts the positions of all images. It suits filters that are large beside
 * their images: the product is cut by filters, so that no part makes a sum of the size of all of them.
 */
final class PatchProduct implements Kernel {

    private final Workspaces workspaces;
    private final ConvolutionShape shape;
    private final Patches patches;
    private final Packing image;
    private final Packing upstream;
    private final boolean imagesLieReady;
    private final boolean upstreamLiesReady;
    private final Partition batch;
    private final Partition filters;
    private final @Nullable Reorder body;
    private final @Nullable Reorder last;

    private PatchProduct(Workspaces workspaces, ConvolutionShape shape, Layout images, Layout upstream) {
        this.workspaces = workspaces;
        this.shape = shape;
        this.patches = Patches.of(shape);
        this.image = Packing.channelsLast(images, 1);
        this.upstream = Packing.channelsLast(upstream, 1);
        this.imagesLieReady = patches.arePixels() && Strides.isChannelsLast(images);
        this.upstreamLiesReady = Strides.isChannelsLast(upstream);
        this.batch = shape.partitionOfPatches();
        this.filters = shape.partitionOfFilters();
        this.body = delivery(shape.filters(), filters.each());
        this.last = filters.isEven() ? body : delivery(shape.filters(), filters.last());
    }

    /** A kernel for inputs of given layouts. */
    static Kernel of(Workspaces workspaces, ConvolutionShape shape, Layout images, Layout upstream) {
        return new PatchProduct(workspaces, shape, images, upstream);
    }

    /** The step from some filters with the channels last, as the product leaves them, to row-major order. */
    private static @Nullable Reorder delivery(Shape filters, long count) {
        long[] dims = filters.with(0, count).dims();
        try (Format from = Format.channelsLast(dims);
                Format to = Format.rowMajor(dims)) {
            return Packing.between(from.handle(), to.handle()) instanceof Reorder reorder ? reorder : null;
        }
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long images = Operands.address(inputs[0]);
        long gradients = Operands.address(inputs[1]);
        long target = Operands.address(outputs[0]);
        try (Workspace shared = workspaces.lease()) {
            long right = imagesLieReady ? images : shared.region(batch.total() * patchesOfImage());
            long left = upstreamLiesReady ? gradients : shared.region(batch.total() * gradientsOfImage());
            if (!imagesLieReady) {
                long step = Float.BYTES * inputs[0].layout().stride(0);
                each((i, workspace) -> writePatches(images + i * step, right + i * patchesOfImage(), workspace));
            }
            if (!upstreamLiesReady) {
                long step = Float.BYTES * inputs[1].layout().stride(0);
                each((i, workspace) -> bring(
                        upstream, gradients + i * step, left + i * gradientsOfImage(), gradientsOfImage(), workspace));
            }
            Workers.each(filters.parts(), part -> multiply(part, left, right, target));
        }
        Operands.stayReachable(inputs, outputs);
    }

    /** What is done for each image, in memory of its own. */
    @FunctionalInterface
    private interface Step {
        void run(long image, Workspace workspace);
    }

    private void each(Step step) {
        Workers.each(batch.parts(), part -> {
            for (long i = batch.start(part); i < batch.end(part); i++) {
                try (Workspace workspace = workspaces.lease()) {
                    step.run(i, workspace);
                }
            }
        });
    }

    private void writePatches(long source, long target, Workspace workspace) {
        if (patches.arePixels()) {
            bring(image, source, target, patchesOfImage(), workspace);
        } else {
            patches.write(image.packed(source, workspace), target);
        }
    }

    /** Brings an image into form and to its place, in one go where the library can. */
    private static void bring(Packing packing, long source, long target, long bytes, Workspace workspace) {
        if (packing instanceof Reorder reorder) {
            reorder.copy(source, target, workspace);
        } else {
            MemorySegment.copy(MEMORY, packing.packed(source, workspace), MEMORY, target, bytes);
        }
    }

    /** The bytes of the patches of one image. */
    private long patchesOfImage() {
        return positions() * patches.size() * Float.BYTES;
    }

    /** The bytes of the gradient of one result. */
    private long gradientsOfImage() {
        return positions() * shape.results().dim(1) * Float.BYTES;
    }

    private long positions() {
        return shape.results().dim(2) * shape.results().dim(3);
    }

    private void multiply(int part, long left, long right, long target) {
        Reorder delivery = filters.isLast(part) ? last : body;
        long first = filters.start(part);
        long count = filters.end(part) - first;
        long all = shape.filters().dim(0);
        long bytes = patches.size() * Float.BYTES;
        long place = target + first * bytes;
        try (Workspace workspace = workspaces.lease()) {
            long product = delivery == null ? place : workspace.region(count * bytes);
            Dnnl.multiply(
                    false,
                    true,
                    count,
                    patches.size(),
                    shape.results().size() / all,
                    left + first * Float.BYTES,
                    all,
                    right,
                    patches.size(),
                    product,
                    patches.size(),
                    false);
            if (delivery != null) {
                delivery.copy(product, place, workspace);
            }
        }
    }
}

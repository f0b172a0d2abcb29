package dev.adjoint.kernel.onednn;

import dev.adjoint.Window;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;

/**
 * The shapes of one convolution and of its two gradients, and the native formats that follow from them.
 *
 * <p>Images lie channels last in memory: as fast as the library's own blocked formats (within a tenth, measured), while
 * they stay plain strided arrays for everyone else. Filters are small and are brought to the library's own format.
 *
 * @param images {@code [n, c, h, w]}
 * @param filters {@code [o, c / groups, kh, kw]}
 * @param results {@code [n, o, h', w']}
 * @param window stride, padding, dilation and groups
 */
record ConvolutionShape(Shape images, Shape filters, Shape results, Window window) {

    private static final double OPERATIONS_PER_MICROSECOND = 150_000;

    /** A partial sum is written, read and added, and all of it by one thread. */
    private static final double BYTES_PER_MICROSECOND = 3_000;

    Geometry geometry() {
        return Geometry.of(window, images, results);
    }

    /** How the batch is cut: by the work of the whole convolution. */
    Partition partition() {
        return Partition.of(images.dim(0), parts(), 1);
    }

    private int parts() {
        return Partition.parts(operations(), 4.0 * (images.size() + results.size()));
    }

    private double operations() {
        return 2.0 * results.size() * filters.size() / filters.dim(0);
    }

    /**
     * How the batch is cut for the gradient of the filters. Each part makes a sum of the size of all filters, and the
     * more of these there are, the longer it takes to add them up: the best number goes with the root of the work.
     */
    Partition partitionOfSums() {
        double work = operations() / OPERATIONS_PER_MICROSECOND;
        double sum = 4.0 * filters.size() / BYTES_PER_MICROSECOND;
        int most = Integer.highestOneBit((int) Math.clamp(Math.sqrt(work / sum), 1, images.dim(0)));
        return Partition.of(images.dim(0), Math.min(most, parts()), 1);
    }

    /** Some of the images. */
    Format imageFormat(long count) {
        return Format.channelsLast(images.with(0, count).dims());
    }

    /** Some of the results. */
    Format resultFormat(long count) {
        return Format.channelsLast(results.with(0, count).dims());
    }

    /** The filters in whatever format suits the primitive. */
    Format filterFormat() {
        return Format.any(filterDims());
    }

    /** The filters as a row-major array. */
    Format plainFilterFormat() {
        return Format.rowMajor(filterDims());
    }

    /** The bias. */
    Format biasFormat() {
        return Format.rowMajor(filters.dim(0));
    }

    /** The step from filters as they lie in an array to a native format. */
    Packing filterPacking(Layout layout, long to) {
        long[] dims = filterDims();
        long[] strides = layout.strides();
        if (window.groups() > 1) {
            long[] grouped = new long[dims.length];
            System.arraycopy(strides, 0, grouped, 1, strides.length);
            grouped[0] = strides[0] * dims[1];
            strides = grouped;
        }
        return Packing.from(dims, strides, Strides.rowMajor(dims), to);
    }

    /** With groups, the library wants them as an axis of their own. */
    private long[] filterDims() {
        long[] dims = filters.dims();
        int groups = window.groups();
        return groups == 1 ? dims : new long[] {groups, dims[0] / groups, dims[1], dims[2], dims[3]};
    }
}

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

    Geometry geometry() {
        return Geometry.of(window, images, results);
    }

    /** How the batch is cut: by the work of the whole convolution. */
    Partition partition() {
        double operations = 2.0 * results.size() * filters.size() / filters.dim(0);
        double bytes = 4.0 * (images.size() + results.size());
        return Partition.of(images.dim(0), Partition.parts(operations, bytes), 1);
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

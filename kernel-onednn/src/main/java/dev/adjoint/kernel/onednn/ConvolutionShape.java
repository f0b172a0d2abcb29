package dev.adjoint.kernel.onednn;

import dev.adjoint.Window;
import dev.adjoint.kernel.onednn.Packing.Reorder;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of one convolution and of its two gradients, and the native formats that follow from them.
 *
 * <p>Images lie channels last in memory: as fast as the library's own blocked formats (within a tenth, measured) but for
 * short rows, while they stay plain strided arrays for everyone else. Filters are small and are brought to the library's
 * own format.
 *
 * @param images {@code [n, c, h, w]}
 * @param filters {@code [o, c / groups, kh, kw]}
 * @param results {@code [n, o, h', w']}
 * @param window stride, padding, dilation and groups
 */
record ConvolutionShape(Shape images, Shape filters, Shape results, Window window) {

    private static final double OPERATIONS_PER_MICROSECOND = 150_000;

    /** A partial sum is written, read and added, and all of it by one thread. */
    private static final double SUM_BYTES_PER_MICROSECOND = 3_000;

    private static final double FEWEST_SUMS = 3;

    private static final double FILTER_BYTES_PER_MICROSECOND = 10_000;

    /** How many times longer the work of a part takes than to read all filters, at least. */
    private static final double WORK_BY_READING = 6;

    private static final int MOST_PARTS = 16;
    private static final long FILTERS_OF_A_PART = 96;

    /** The floats of a vector. */
    private static final long GRAIN = 16;

    /** Pixels in a row up to which it is short. */
    private static final long SHORT_ROW = 8;

    Geometry geometry() {
        return Geometry.of(window, images, results);
    }

    /** How the batch is cut: by the work of the whole convolution, and by the size of its filters. */
    Partition partition() {
        return Partition.of(images.dim(0), Math.min(parts(), partsByFilters()), 1);
    }

    private int parts() {
        return Partition.parts(operations(), 4.0 * (images.size() + results.size()));
    }

    /** Each part reads all filters: large ones leave room for fewer parts, but for no fewer than two. */
    private int partsByFilters() {
        double reading = 4.0 * filters.size() / FILTER_BYTES_PER_MICROSECOND;
        double most = microseconds() / (WORK_BY_READING * reading);
        return Integer.highestOneBit((int) Math.clamp(most, 2, MOST_PARTS));
    }

    private double microseconds() {
        return operations() / OPERATIONS_PER_MICROSECOND;
    }

    private double operations() {
        return 2.0 * results.size() * filters.size() / filters.dim(0);
    }

    /**
     * How the batch is cut for the gradient of the filters. Each part makes a sum of the size of all filters, and the
     * more of these there are, the longer it takes to add them up: the best number goes with the root of the work.
     */
    Partition partitionOfSums() {
        int most = Integer.highestOneBit((int) Math.clamp(bestNumberOfSums(), 1, images.dim(0)));
        return Partition.of(images.dim(0), Math.min(most, parts()), 1);
    }

    private double bestNumberOfSums() {
        double sum = 4.0 * filters.size() / SUM_BYTES_PER_MICROSECOND;
        return Math.sqrt(microseconds() / sum);
    }

    /**
     * Some of the images or of the results, in the format that suits a convolution from one to the other. Channels last,
     * the library's code is slower on short rows, by up to a half: there it may choose a format of its own.
     */
    Format batchFormat(Shape batch, long count) {
        long[] dims = batch.with(0, count).dims();
        return hasShortRows() ? Format.any(dims) : Format.channelsLast(dims);
    }

    private boolean hasShortRows() {
        return fillsVectors() && window.kernel().size() > 1 && Math.min(images.dim(3), results.dim(3)) <= SHORT_ROW;
    }

    /**
     * Whether the filters are so large beside their images that even a few sums of their size take too long, as in the
     * last layers of a network: then one product of patches is quicker.
     */
    boolean suitsPatches() {
        return fillsVectors() && undilated() && bestNumberOfSums() < FEWEST_SUMS;
    }

    private boolean fillsVectors() {
        return window.groups() == 1 && filters.dim(0) >= GRAIN && filters.dim(1) >= GRAIN;
    }

    private boolean undilated() {
        return window.dilation().dim(0) == 1 && window.dilation().dim(1) == 1;
    }

    /** How the batch is cut for writing patches. */
    Partition partitionOfPatches() {
        double patches = operations() / (2.0 * filters.dim(0));
        return Partition.of(images.dim(0), Partition.parts(0, 8.0 * (patches + results.size())), 1);
    }

    /** How the filters are cut for their gradient: each part of them packs all patches anew. */
    Partition partitionOfFilters() {
        int most = Integer.highestOneBit(Math.clamp(filters.dim(0) / FILTERS_OF_A_PART, 2, MOST_PARTS));
        return Partition.of(filters.dim(0), Math.min(most, parts()), GRAIN);
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
            return Packing.from(dims, grouped, Strides.rowMajor(dims), to);
        }
        long[] described = Strides.describable(dims, strides, Strides.rowMajor(dims));
        if (described == null) {
            return Packing.from(dims, strides, Strides.rowMajor(dims), to);
        }
        try (Format plain = Format.strided(dims, described)) {
            return FilterPacking.between(plain.handle(), to, dims);
        }
    }

    /** The step from a native format of filters to a row-major array, or null if it is that. */
    @Nullable
    Reorder filterDelivery(long from) {
        try (Format plain = Format.rowMajor(filterDims())) {
            Packing packing = window.groups() > 1
                    ? Packing.between(from, plain.handle())
                    : FilterPacking.between(from, plain.handle(), filterDims());
            return packing instanceof Reorder reorder ? reorder : null;
        }
    }

    /** With groups, the library wants them as an axis of their own. */
    private long[] filterDims() {
        long[] dims = filters.dims();
        int groups = window.groups();
        return groups == 1 ? dims : new long[] {groups, dims[0] / groups, dims[1], dims[2], dims[3]};
    }
}

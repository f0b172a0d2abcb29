package dev.adjoint.engine;

import dev.adjoint.Maxima;
import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Poolings over any number of spatial axes; those that are not primitives are composed of some. */
final class Pools {

    private Pools() {}

    static Tensor max(String name, int axes, Tensor images, Window window) {
        Filters.requireAxes(name, axes, window);
        return new Pooling.Max(window).apply(images)[0];
    }

    static Maxima max(Tensor images, Window window) {
        Tensor[] found = new Pooling.Max(window).apply(images);
        return new Maxima(found[0], found[1]);
    }

    static Tensor unpool(Tensor maxima, Tensor places, long... lengths) {
        if (maxima.rank() != Given.of("maxUnpool", "the array of lengths", lengths).length + 2) {
            throw new ShapeException("maxUnpool: " + maxima.shape() + " to spatial lengths " + Arrays.toString(lengths)
                    + ". Give one length for each axis after [n, c].");
        }
        if (!Given.input("maxUnpool", 1, places).shape().equals(maxima.shape())) {
            throw new ShapeException("maxUnpool: places " + places.shape() + " for " + maxima.shape()
                    + ". Give the places that maxPoolWithPlaces answered with these maxima.");
        }
        Shape shape = Sizes.with(maxima.shape(), lengths);
        return Tensor.zeros(maxima.dtype(), shape.dims())
                .flatten(2)
                .scatterAdd(2, places.flatten(2), maxima.flatten(2))
                .reshape(shape.dims());
    }

    static Tensor average(String name, int axes, Tensor images, Window window) {
        Filters.requireAxes(name, axes, window);
        return average(images, window, true);
    }

    /** The op divides by the size of the window: where less of it counts, by how much less is seen on images of ones. */
    static Tensor average(Tensor images, Window window, boolean includePadding) {
        Tensor mean = new Pooling.Average(window).apply(images)[0];
        if (window.ceil() || !includePadding) {
            Shape counted = includePadding ? Columns.padded(window, images.shape()) : images.shape();
            Window inside = includePadding ? Columns.unpadded(window, mean.shape(), counted) : window;
            Tensor ones =
                    Tensor.ones(images.dtype(), counted.with(0, 1).with(1, 1).dims());
            return mean.div(new Pooling.Average(inside).apply(ones)[0]);
        }
        return mean;
    }

    static Tensor adaptiveAverage(Tensor images, long... lengths) {
        Sizes.require("adaptiveAvgPool", images, lengths);
        if (!images.dtype().isFloating()) {
            throw new DTypeException("adaptiveAvgPool: needs floating elements, not " + images.dtype()
                    + ". Cast first: x.cast(DType.FLOAT32).");
        }
        Window even = evenBins(images.shape(), lengths);
        if (even != null) {
            return Shape.of(lengths).size() == 1
                    ? images.globalAvgPool()
                            .reshape(Sizes.with(images.shape(), lengths).dims())
                    : new Pooling.Average(even).apply(images)[0];
        }
        Tensor y = images;
        for (int axis = 2; axis < images.rank(); axis++) {
            Bins bins = new Bins(images.dim(axis), lengths[axis - 2]);
            // Bins of fewer elements are filled up with the zero behind the last element.
            Tensor padded = y.pad(axis, 0, 1);
            y = padded.take(axis, bins.index(bins.length())).sum(axis + 1);
            long[] column = new long[images.rank()];
            Arrays.fill(column, 1);
            column[axis] = bins.count();
            y = y.div(bins.sizes().cast(images.dtype()).reshape(column));
        }
        return y;
    }

    static Tensor adaptiveMax(Tensor images, long... lengths) {
        Sizes.require("adaptiveMaxPool", images, lengths);
        Window even = evenBins(images.shape(), lengths);
        if (even != null) {
            return new Pooling.Max(even).apply(images)[0];
        }
        Tensor y = images;
        long[] widest = new long[lengths.length];
        for (int axis = 2; axis < images.rank(); axis++) {
            Bins bins = new Bins(images.dim(axis), lengths[axis - 2]);
            // Bins of fewer elements are filled up with their last one, which then is never the first greatest.
            y = y.take(axis, bins.index(-1).flatten(0));
            widest[axis - 2] = bins.widest();
        }
        return new Pooling.Max(Window.of(widest)).apply(y)[0];
    }

    /** The window that steps from bin to bin, where those of an axis are of one size; null where they are not. */
    private static @Nullable Window evenBins(Shape images, long... counts) {
        long[] sizes = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 0 || images.dim(i + 2) == 0 || images.dim(i + 2) % counts[i] != 0) {
                return null;
            }
            sizes[i] = images.dim(i + 2) / counts[i];
        }
        return Window.of(sizes);
    }

    /**
     * An axis in bins, each from {@code floor(i length / count)} to {@code ceil((i + 1) length / count)}.
     *
     * @param length elements along the axis
     * @param count the number of bins
     */
    private record Bins(long length, long count) {

        private long start(long bin) {
            return bin * length / count;
        }

        private long end(long bin) {
            return Math.ceilDiv((bin + 1) * length, count);
        }

        long widest() {
            long widest = 0;
            for (long bin = 0; bin < count; bin++) {
                widest = Math.max(widest, end(bin) - start(bin));
            }
            return widest;
        }

        /** The elements of each bin in a row, {@code [count, widest]}; shorter rows end in {@code rest}, or if that is
         * negative in their last element. */
        Tensor index(long rest) {
            int width = Math.toIntExact(widest());
            long[] index = new long[Math.toIntExact(count * width)];
            for (int at = 0; at < index.length; at++) {
                long bin = at / width;
                long element = start(bin) + at % width;
                index[at] = element < end(bin) ? element : rest < 0 ? end(bin) - 1 : rest;
            }
            return Tensor.of(index, count, width);
        }

        Tensor sizes() {
            long[] sizes = new long[Math.toIntExact(count)];
            Arrays.setAll(sizes, bin -> end(bin) - start(bin));
            return Tensor.of(sizes);
        }
    }
}

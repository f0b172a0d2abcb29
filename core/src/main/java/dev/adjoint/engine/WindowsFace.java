package dev.adjoint.engine;

import dev.adjoint.Maxima;
import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/** Convolutions, poolings and changes of size, whatever the number of spatial axes. */
interface WindowsFace extends Tensor {

    @Override
    default Tensor conv1d(Tensor weight, @Nullable Tensor bias, Window window) {
        return Filters.convolve("conv1d", 1, this, weight, bias, window);
    }

    @Override
    default Tensor conv2d(Tensor weight, @Nullable Tensor bias, Window window) {
        return Filters.convolve("conv2d", 2, this, weight, bias, window);
    }

    @Override
    default Tensor conv3d(Tensor weight, @Nullable Tensor bias, Window window) {
        return Filters.convolve("conv3d", 3, this, weight, bias, window);
    }

    @Override
    default Tensor convTranspose1d(Tensor weight, @Nullable Tensor bias, Window window, long... outputPadding) {
        return Filters.transposed("convTranspose1d", 1, this, weight, bias, window, outputPadding);
    }

    @Override
    default Tensor convTranspose2d(Tensor weight, @Nullable Tensor bias, Window window, long... outputPadding) {
        return Filters.transposed("convTranspose2d", 2, this, weight, bias, window, outputPadding);
    }

    @Override
    default Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias, Window window, long... outputPadding) {
        return Filters.transposed("convTranspose3d", 3, this, weight, bias, window, outputPadding);
    }

    @Override
    default Tensor maxPool1d(Window window) {
        return Pools.max("maxPool1d", 1, this, window);
    }

    @Override
    default Tensor maxPool2d(Window window) {
        return Pools.max("maxPool2d", 2, this, window);
    }

    @Override
    default Tensor maxPool3d(Window window) {
        return Pools.max("maxPool3d", 3, this, window);
    }

    @Override
    default Maxima maxPoolWithPlaces(Window window) {
        return Pools.max(this, window);
    }

    @Override
    default Tensor maxUnpool(Tensor places, long... lengths) {
        return Pools.unpool(this, places, lengths);
    }

    @Override
    default Tensor avgPool1d(Window window) {
        return Pools.average("avgPool1d", 1, this, window);
    }

    @Override
    default Tensor avgPool2d(Window window) {
        return Pools.average("avgPool2d", 2, this, window);
    }

    @Override
    default Tensor avgPool3d(Window window) {
        return Pools.average("avgPool3d", 3, this, window);
    }

    @Override
    default Tensor avgPool(Window window, boolean includePadding) {
        return Pools.average(this, window, includePadding);
    }

    @Override
    default Tensor adaptiveAvgPool(long... lengths) {
        return Pools.adaptiveAverage(this, lengths);
    }

    @Override
    default Tensor adaptiveMaxPool(long... lengths) {
        return Pools.adaptiveMax(this, lengths);
    }

    @Override
    default Tensor globalAvgPool() {
        if (rank() < 3) {
            throw new ShapeException("globalAvgPool: " + shape() + " has no spatial axes. Give images [n, c, ..].");
        }
        return flatten(2).mean(2);
    }

    @Override
    default Tensor unfold(Window window) {
        return Columns.unfold(this, window);
    }

    @Override
    default Tensor fold(Window window, long... lengths) {
        return Columns.fold(this, window, lengths);
    }

    @Override
    default Tensor resizeNearest(long... lengths) {
        return Sizes.nearest(this, lengths);
    }

    @Override
    default Tensor resizeLinear(boolean alignCorners, long... lengths) {
        return Sizes.linear(this, alignCorners, lengths);
    }

    @Override
    default Tensor pixelShuffle(int factor) {
        return Sizes.shuffle(this, factor);
    }

    @Override
    default Tensor pixelUnshuffle(int factor) {
        return Sizes.unshuffle(this, factor);
    }
}

package dev.adjoint;

import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;

/**
 * How a window moves over an image, with one number for each spatial axis: immutable, made by {@link #of} for pooling
 * or {@link #convolution} and the methods that each change one thing.
 *
 * @param kernel elements under the window; for a convolution they follow from the weight and are left at 0
 * @param stride elements from one window to the next
 * @param padding elements added before and after
 * @param dilation elements from one tap of the window to the next
 * @param groups into how many groups the channels are divided, each convolved with its own filters
 */
public record Window(Shape kernel, Shape stride, Shape padding, Shape dilation, int groups) {

    /** Refuses what cannot be. */
    public Window {
        atLeast(1, "stride", stride, kernel.rank());
        atLeast(0, "padding", padding, kernel.rank());
        atLeast(1, "dilation", dilation, kernel.rank());
        if (groups < 1) {
            throw new ShapeException("window: " + groups + " groups. Give at least 1.");
        }
    }

    private static void atLeast(int least, String what, Shape lengths, int rank) {
        if (lengths.rank() != rank) {
            throw new ShapeException("window: " + what + " " + lengths + " for " + rank
                    + " spatial axes. Give one number for each of them, or one for all.");
        }
        for (int axis = 0; axis < rank; axis++) {
            if (lengths.dim(axis) < least) {
                throw new ShapeException(
                        "window: " + what + " " + lengths + " is too small. Give at least " + least + ".");
            }
        }
    }

    /**
     * A pooling window that moves by its own size, without padding.
     *
     * @param kernel elements under the window along each spatial axis
     * @return a window
     */
    public static Window of(long... kernel) {
        Shape size = Shape.of(kernel);
        if (size.size() == 0) {
            throw new ShapeException("window: kernel " + size + " covers nothing. Give at least 1 along each axis.");
        }
        return new Window(size, size, all(0, size.rank()), all(1, size.rank()), 1);
    }

    /**
     * A window for convolutions: stride 1, no padding, no dilation, one group.
     *
     * @param axes the number of spatial axes, 2 for images
     * @return a window whose kernel is taken from the weight
     */
    public static Window convolution(int axes) {
        return new Window(all(0, axes), all(1, axes), all(0, axes), all(1, axes), 1);
    }

    private static Shape all(long value, int axes) {
        long[] values = new long[axes];
        Arrays.fill(values, value);
        return Shape.of(values);
    }

    private Shape each(long... values) {
        return values.length == 1 ? all(values[0], kernel.rank()) : Shape.of(values);
    }

    /**
     * The same window with another stride.
     *
     * @param lengths elements from one window to the next, for each axis or one for all
     * @return a new window
     */
    public Window stride(long... lengths) {
        return new Window(kernel, each(lengths), padding, dilation, groups);
    }

    /**
     * The same window with other padding.
     *
     * @param lengths elements added before and after, for each axis or one for all
     * @return a new window
     */
    public Window padding(long... lengths) {
        return new Window(kernel, stride, each(lengths), dilation, groups);
    }

    /**
     * The same window with another dilation.
     *
     * @param lengths elements from one tap to the next, for each axis or one for all
     * @return a new window
     */
    public Window dilation(long... lengths) {
        return new Window(kernel, stride, padding, each(lengths), groups);
    }

    /**
     * The same window with another number of groups.
     *
     * @param count the number of groups
     * @return a new window
     */
    public Window groups(int count) {
        return new Window(kernel, stride, padding, dilation, count);
    }

    /**
     * The same window over another kernel.
     *
     * @param size elements under the window along each spatial axis
     * @return a new window
     */
    public Window over(Shape size) {
        return new Window(size, stride, padding, dilation, groups);
    }

    /**
     * The number of spatial axes.
     *
     * @return 2 for images
     */
    public int axes() {
        return kernel.rank();
    }

    /**
     * The shape of the result over images of a given shape.
     *
     * @param images {@code [n, c, spatial...]}
     * @param channels the channels of the result
     * @return {@code [n, channels, spatial'...]}
     * @throws ShapeException if not even one window fits
     */
    public Shape over(Shape images, long channels) {
        Shape result = images.with(1, channels);
        for (int axis = 0; axis < axes(); axis++) {
            result = result.with(axis + 2, positions(axis, images.dim(axis + 2)));
        }
        return result;
    }

    private long positions(int axis, long length) {
        long covered = dilation.dim(axis) * (kernel.dim(axis) - 1) + 1;
        long room = length + 2 * padding.dim(axis) - covered;
        if (room < 0) {
            throw new ShapeException("window: spatial axis " + axis + " has length " + length + ", with padding "
                    + padding.dim(axis) + " less than the window's " + covered + " (kernel " + kernel + ", dilation "
                    + dilation + "). Use a smaller kernel or more padding.");
        }
        return room / stride.dim(axis) + 1;
    }
}

package dev.adjoint;

import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;

/**
 * How a window moves over an image, with one number for each spatial axis: immutable, made by {@link #of} for pooling
 * or {@link #convolution} and the methods that each change one thing.
 *
 * <pre>
 * positions = (length + padding + paddingAfter - dilation (kernel - 1) - 1) / stride + 1
 * </pre>
 *
 * @param kernel elements under the window; for a convolution they follow from the weight and are left at 0
 * @param stride elements from one window to the next
 * @param padding elements added before
 * @param paddingAfter elements added after
 * @param dilation elements from one tap of the window to the next
 * @param groups into how many groups the channels are divided, each convolved with its own filters
 * @param ceil whether a rest at the end, shorter than the stride, gets a window of its own: the division rounds up, but
 *     no window begins behind the last element
 */
public record Window(
        Shape kernel, Shape stride, Shape padding, Shape paddingAfter, Shape dilation, int groups, boolean ceil) {

    /** Refuses what cannot be. */
    public Window {
        atLeast(1, "stride", stride, kernel.rank());
        atLeast(0, "padding", padding, kernel.rank());
        atLeast(0, "padding after", paddingAfter, kernel.rank());
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
        Shape none = all(0, size.rank());
        return new Window(size, size, none, none, all(1, size.rank()), 1, false);
    }

    /**
     * A window for convolutions: stride 1, no padding, no dilation, one group.
     *
     * @param axes the number of spatial axes, 2 for images
     * @return a window whose kernel is taken from the weight
     */
    public static Window convolution(int axes) {
        Shape none = all(0, axes);
        return new Window(none, all(1, axes), none, none, all(1, axes), 1, false);
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
        return new Window(kernel, each(lengths), padding, paddingAfter, dilation, groups, ceil);
    }

    /**
     * The same window with other padding, equal on both sides.
     *
     * @param lengths elements added before, and as many after, for each axis or one for all
     * @return a new window
     */
    public Window padding(long... lengths) {
        return padding(each(lengths), each(lengths));
    }

    /**
     * The same window with other padding on each side.
     *
     * @param before elements added before along each axis
     * @param after elements added after along each axis
     * @return a new window
     */
    public Window padding(Shape before, Shape after) {
        return new Window(kernel, stride, before, after, dilation, groups, ceil);
    }

    /**
     * The same window with as much padding as stride 1 needs for as many positions as elements: {@code dilation
     * (kernel - 1)} in all, the odd one after. Kernel and dilation must be settled before; a convolution names its
     * kernel with {@link #over(Shape)}.
     *
     * @return a new window
     * @throws ShapeException if the kernel is still open
     */
    public Window same() {
        long[] before = new long[axes()];
        long[] after = new long[axes()];
        for (int axis = 0; axis < axes(); axis++) {
            if (kernel.dim(axis) == 0) {
                throw new ShapeException("window: the padding of same() follows from the kernel, which is open."
                        + " Name it before: window.over(Shape.of(..)).same().");
            }
            long all = dilation.dim(axis) * (kernel.dim(axis) - 1);
            before[axis] = all / 2;
            after[axis] = all - all / 2;
        }
        return padding(Shape.of(before), Shape.of(after));
    }

    /**
     * The same window with another dilation.
     *
     * @param lengths elements from one tap to the next, for each axis or one for all
     * @return a new window
     */
    public Window dilation(long... lengths) {
        return new Window(kernel, stride, padding, paddingAfter, each(lengths), groups, ceil);
    }

    /**
     * The same window with another number of groups.
     *
     * @param count the number of groups
     * @return a new window
     */
    public Window groups(int count) {
        return new Window(kernel, stride, padding, paddingAfter, dilation, count, ceil);
    }

    /**
     * The same window with or without a last position for a rest at the end.
     *
     * @param whether whether the number of positions is rounded up
     * @return a new window
     */
    public Window ceil(boolean whether) {
        return new Window(kernel, stride, padding, paddingAfter, dilation, groups, whether);
    }

    /**
     * The same window over another kernel.
     *
     * @param size elements under the window along each spatial axis
     * @return a new window
     */
    public Window over(Shape size) {
        return new Window(size, stride, padding, paddingAfter, dilation, groups, ceil);
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
        long[] result = images.dims();
        result[1] = channels;
        for (int axis = 0; axis < axes(); axis++) {
            result[axis + 2] = positions(axis, images.dim(axis + 2));
        }
        return Shape.of(result);
    }

    /** Elements from the first to the last tap along an axis. */
    private long covered(int axis) {
        return dilation.dim(axis) * (kernel.dim(axis) - 1) + 1;
    }

    private long positions(int axis, long length) {
        long before = padding.dim(axis);
        long after = paddingAfter.dim(axis);
        long room = length + before + after - covered(axis);
        long step = stride.dim(axis);
        long positions = (ceil ? Math.ceilDiv(room, step) : Math.floorDiv(room, step)) + 1;
        if (ceil && (positions - 1) * step >= length + before) {
            positions--;
        }
        if (positions < 1) {
            throw new ShapeException("window: spatial axis " + axis + " has length " + length + ", with padding "
                    + (before == after ? before : before + " and " + after) + " less than the window's "
                    + covered(axis) + " (kernel " + kernel + ", dilation " + dilation
                    + "). Use a smaller kernel or more padding.");
        }
        return positions;
    }

    /**
     * The lengths of the images that a transposed convolution makes, whose windows these would be: {@code (positions -
     * 1) stride - padding - paddingAfter + dilation (kernel - 1) + 1 + extra}.
     *
     * @param results {@code [n, c, positions...]}
     * @param channels the channels of the images
     * @param extra elements more at the end of each axis, less than the stride; one number for each axis or for all
     * @return {@code [n, channels, spatial...]}
     * @throws ShapeException if a length would be negative, or an extra does not fit
     */
    public Shape under(Shape results, long channels, long... extra) {
        long[] images = results.dims();
        images[1] = channels;
        Shape more = each(extra.length == 0 ? new long[] {0} : extra);
        atLeast(0, "output padding", more, axes());
        for (int axis = 0; axis < axes(); axis++) {
            if (more.dim(axis) >= stride.dim(axis)) {
                throw new ShapeException("window: output padding " + more + " is not less than the stride " + stride
                        + ", so that another position would fit. Give less.");
            }
            long margins = padding.dim(axis) + paddingAfter.dim(axis);
            long length = (results.dim(axis + 2) - 1) * stride.dim(axis) - margins + covered(axis) + more.dim(axis);
            if (length < 0) {
                throw new ShapeException("window: " + results.dim(axis + 2) + " positions along spatial axis " + axis
                        + " make images of length " + length + " (kernel " + kernel + ", stride " + stride
                        + ", padding " + padding + "). Use less padding.");
            }
            images[axis + 2] = length;
        }
        return Shape.of(images);
    }
}

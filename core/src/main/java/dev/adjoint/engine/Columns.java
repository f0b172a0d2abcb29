package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;

/** What lies under the positions of a window, as columns, and back. */
final class Columns {

    private Columns() {}

    static Tensor unfold(Tensor images, Window window) {
        requireImages(
                "unfold",
                images.shape().rank()
                        == Given.of("unfold", "the window", window).axes() + 2,
                images,
                window);
        Shape positions = window.over(images.shape(), images.dim(1));
        Shape padded = reached(window, images.shape(), positions);
        Tensor y = images;
        for (int axis = 0; axis < window.axes(); axis++) {
            long before = window.padding().dim(axis);
            long after = padded.dim(axis + 2) - before - images.dim(axis + 2);
            y = before == 0 && after == 0 ? y : y.pad(axis + 2, before, after);
        }
        long taps = window.kernel().size();
        Tensor index = index(window, padded, positions);
        return y.flatten(2).take(2, index).reshape(images.dim(0), images.dim(1) * taps, index.size() / taps);
    }

    static Tensor fold(Tensor columns, Window window, long... lengths) {
        int axes = Given.of("fold", "the window", window).axes();
        int given = Given.of("fold", "the array of lengths", lengths).length;
        requireImages("fold", columns.rank() == 3 && given == axes, columns, window);
        long taps = window.kernel().size();
        long channels = columns.dim(1) / taps;
        Shape images = Sizes.with(Shape.of(columns.dim(0), channels), lengths);
        Shape positions = window.over(images, channels);
        Shape padded = reached(window, images, positions);
        Tensor index = index(window, padded, positions);
        if (channels * taps != columns.dim(1) || index.size() != columns.dim(2) * taps) {
            throw new ShapeException("fold: " + columns.shape() + " over kernel " + window.kernel() + " on "
                    + Arrays.toString(lengths) + ". Give [n, c taps, positions] with " + taps + " taps and "
                    + index.size() / taps + " positions.");
        }
        long[] rows = {columns.dim(0), channels, index.size()};
        Tensor y = Tensor.zeros(columns.dtype(), padded.dims())
                .flatten(2)
                .scatterAdd(2, index.expand(rows), columns.reshape(rows))
                .reshape(padded.dims());
        for (int axis = 0; axis < window.axes(); axis++) {
            long before = window.padding().dim(axis);
            y = y.slice(axis + 2, before, before + lengths[axis]);
        }
        return y;
    }

    private static void requireImages(String op, boolean fits, Tensor x, Window window) {
        if (!fits || window.kernel().size() == 0) {
            throw new ShapeException(MethodName.of(op) + ": " + x.shape() + " with kernel " + window.kernel() + " over "
                    + window.axes() + " spatial axes. Images are [n, c, ..], columns [n, c taps, positions]; make the"
                    + " window with Window.of(height, width).");
        }
    }

    /** The images with their padding. */
    static Shape padded(Window window, Shape images) {
        Shape shape = images;
        for (int axis = 0; axis < window.axes(); axis++) {
            long padding = window.padding().dim(axis) + window.paddingAfter().dim(axis);
            shape = shape.with(axis + 2, images.dim(axis + 2) + padding);
        }
        return shape;
    }

    /** The images with padding before, and with as much after as the last position reaches. */
    private static Shape reached(Window window, Shape images, Shape positions) {
        Shape shape = images;
        for (int axis = 0; axis < window.axes(); axis++) {
            long inside = images.dim(axis + 2) + window.padding().dim(axis);
            shape = shape.with(axis + 2, Math.max(inside, end(window, positions, axis)));
        }
        return shape;
    }

    /** The place after the last tap of the last position, from the first tap of the first. */
    private static long end(Window window, Shape positions, int axis) {
        return (positions.dim(axis + 2) - 1) * window.stride().dim(axis)
                + window.dilation().dim(axis) * (window.kernel().dim(axis) - 1)
                + 1;
    }

    /** The window with the same positions on images that have their padding already. */
    static Window unpadded(Window window, Shape positions, Shape padded) {
        long[] none = new long[window.axes()];
        long[] after = new long[window.axes()];
        for (int axis = 0; axis < after.length; axis++) {
            after[axis] = Math.max(0, end(window, positions, axis) - padded.dim(axis + 2));
        }
        return window.ceil(false).padding(Shape.of(none), Shape.of(after));
    }

    /** The places in a plane that each tap meets at each position, tap by tap. */
    private static Tensor index(Window window, Shape padded, Shape positions) {
        long[] index = {0};
        int axes = window.axes();
        for (int side = 0; side < 2; side++) {
            for (int axis = 0; axis < axes; axis++) {
                long step = side == 0
                        ? window.dilation().dim(axis)
                        : window.stride().dim(axis);
                int count = Math.toIntExact(side == 0 ? window.kernel().dim(axis) : positions.dim(axis + 2));
                for (int inner = axis + 1; inner < axes; inner++) {
                    step *= padded.dim(inner + 2);
                }
                long[] more = new long[Math.multiplyExact(index.length, count)];
                for (int at = 0; at < more.length; at++) {
                    more[at] = index[at / count] + at % count * step;
                }
                index = more;
            }
        }
        return Tensor.of(index);
    }
}

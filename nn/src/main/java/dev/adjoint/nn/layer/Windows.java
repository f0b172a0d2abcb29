package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Windows over images of one to three spatial axes as layers are given them, and as they are printed. */
final class Windows {

    private static final List<String> SIDES = List.of("depth", "height", "width");

    private Windows() {}

    /** The length of a kernel along each spatial axis, of which one may stand for all. */
    static Shape kernel(String layer, int axes, long... lengths) {
        if (lengths.length != 1 && lengths.length != axes) {
            throw new ModuleException(layer + ": a kernel of " + lengths.length + " lengths over " + axes
                    + (axes == 1 ? " axis" : " axes") + ". Give " + sides(axes)
                    + (axes == 1 ? "." : ", or one number for all."));
        }
        long[] each = new long[axes];
        Arrays.setAll(each, axis -> lengths[lengths.length == 1 ? 0 : axis]);
        for (long length : each) {
            if (length < 1) {
                throw new ModuleException(
                        layer + ": kernel " + joined(each) + " covers nothing. Give at least 1 along each axis.");
            }
        }
        return Shape.of(each);
    }

    /** A pooling window that moves by its own size. */
    static Window pooling(String layer, int axes, long... kernel) {
        return Window.of(kernel(layer, axes, kernel).dims());
    }

    /** A window that is given as a whole, over as many axes as the layer says. */
    static Window pooling(String layer, int axes, Window window) {
        if (window.axes() != axes || window.kernel().size() == 0) {
            throw new ModuleException(layer + ": a window of kernel " + window.kernel() + ". Make it with Window.of("
                    + sides(axes) + ").");
        }
        return window;
    }

    /** {@code [batch, 3, height, width]}. */
    static String images(int axes, String channels) {
        return "[batch, " + channels + ", " + sides(axes) + "]";
    }

    /** What to do with inputs of another rank or number of channels. */
    static String remedy(int axes, Tensor x) {
        return x.rank() == axes + 1
                ? "Add the missing axis: x.unsqueeze(0) for one example, x.unsqueeze(1) if there are no channels."
                : "Put the channels on axis 1, before " + sides(axes) + ", as many as the layer takes.";
    }

    private static String sides(int axes) {
        return String.join(", ", SIDES.subList(3 - axes, 3));
    }

    /** {@code , 3x3, stride 2, padding 1}, without what is as usual. */
    static String describe(Window window, Shape usualStride) {
        Window usual = Window.convolution(window.axes());
        boolean even = window.padding().equals(window.paddingAfter());
        return ", " + joined(window.kernel().dims())
                + unless(usualStride, "stride", window.stride())
                + (even
                        ? unless(usual.padding(), "padding", window.padding())
                        : ", padding " + brief(window.padding()) + " and " + brief(window.paddingAfter()))
                + unless(usual.dilation(), "dilation", window.dilation())
                + (window.ceil() ? ", rounded up" : "");
    }

    private static String unless(Shape usual, String what, Shape lengths) {
        return lengths.equals(usual) ? "" : ", " + what + " " + brief(lengths);
    }

    /** One number where all are equal. */
    static String brief(Shape lengths) {
        long[] dims = lengths.dims();
        return Arrays.stream(dims).allMatch(length -> length == dims[0]) ? String.valueOf(dims[0]) : joined(dims);
    }

    private static String joined(long... lengths) {
        return Arrays.stream(lengths).mapToObj(String::valueOf).collect(Collectors.joining("x"));
    }
}

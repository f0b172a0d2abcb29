package dev.adjoint.nn.layer;

import dev.adjoint.Window;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.shape.Shape;

/** Windows over images as layers are given them, and as they are printed. */
final class Windows {

    private Windows() {}

    /** Height and width, of which one may stand for both. */
    static Shape kernel(String layer, long... lengths) {
        if (lengths.length < 1 || lengths.length > 2) {
            throw new ModuleException(layer + ": a kernel of " + lengths.length
                    + " lengths over images. Give height and width, or one number for both.");
        }
        long height = lengths[0];
        long width = lengths[lengths.length - 1];
        if (height < 1 || width < 1) {
            throw new ModuleException(
                    layer + ": kernel " + height + "x" + width + " covers nothing. Give at least 1 along each axis.");
        }
        return Shape.of(height, width);
    }

    /** {@code , 3x3, stride 2, padding 1}, without what is as usual. */
    static String describe(Window window, Shape usualStride) {
        return ", " + pair(window.kernel())
                + unless(usualStride, "stride", window.stride())
                + unless(Shape.of(0, 0), "padding", window.padding())
                + unless(Shape.of(1, 1), "dilation", window.dilation());
    }

    private static String unless(Shape usual, String what, Shape lengths) {
        if (lengths.equals(usual)) {
            return "";
        }
        return ", " + what + " " + (lengths.dim(0) == lengths.dim(1) ? lengths.dim(0) : pair(lengths));
    }

    private static String pair(Shape lengths) {
        return lengths.dim(0) + "x" + lengths.dim(1);
    }
}

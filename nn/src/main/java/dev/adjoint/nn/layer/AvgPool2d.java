package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * The mean under a window that moves over images: {@code [n, c, h, w] -> [n, c, h', w']}; padding counts as zeros unless it is left out.
 *
 * <p>The gradient is spread evenly over each window.
 */
public final class AvgPool2d extends Module {

    private final Window window;
    private final boolean includePadding;

    /**
     * A window that moves by its own size.
     *
     * @param kernel height and width of the window, or one number for both
     */
    public AvgPool2d(long... kernel) {
        this(Windows.pooling("AvgPool2d", 2, kernel));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(3, 3).stride(2).padding(1)}
     */
    public AvgPool2d(Window window) {
        this(window, true);
    }

    /**
     * Any window, with or without the padding.
     *
     * @param window kernel, stride, padding and dilation
     * @param includePadding whether padding counts as zeros; if not, the mean is over what lies in the image
     */
    public AvgPool2d(Window window, boolean includePadding) {
        this.window = Windows.pooling("AvgPool2d", 2, window);
        this.includePadding = includePadding;
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("avg_pool2d", 0, x);
        if (x.rank() != 4) {
            throw misfit(Windows.images(2, "channels"), x, Windows.remedy(2, x));
        }
        try {
            return x.avgPool(window, includePadding);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "AvgPool2d" + Windows.describe(window, window.kernel()) + (includePadding ? "" : ", padding left out");
    }
}

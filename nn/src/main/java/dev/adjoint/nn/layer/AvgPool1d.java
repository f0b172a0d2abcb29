package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * The mean under a window that moves over signals: {@code [n, c, w] -> [n, c, w']}; padding counts as zeros unless it is left out.
 *
 * <p>The gradient is spread evenly over each window.
 */
public final class AvgPool1d extends Module {

    private final Window window;
    private final boolean includePadding;

    /**
     * A window that moves by its own size.
     *
     * @param kernel the length of the window
     */
    public AvgPool1d(long... kernel) {
        this(Windows.pooling("AvgPool1d", 1, kernel));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(3).stride(2).padding(1)}
     */
    public AvgPool1d(Window window) {
        this(window, true);
    }

    /**
     * Any window, with or without the padding.
     *
     * @param window kernel, stride, padding and dilation
     * @param includePadding whether padding counts as zeros; if not, the mean is over what lies in the image
     */
    public AvgPool1d(Window window, boolean includePadding) {
        this.window = Windows.pooling("AvgPool1d", 1, window);
        this.includePadding = includePadding;
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("avg_pool1d", 0, x);
        if (x.rank() != 3) {
            throw misfit(Windows.images(1, "channels"), x, Windows.remedy(1, x));
        }
        try {
            return x.avgPool(window, includePadding);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "AvgPool1d" + Windows.describe(window, window.kernel()) + (includePadding ? "" : ", padding left out");
    }
}

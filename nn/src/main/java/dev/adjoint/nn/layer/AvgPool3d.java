package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * The mean under a window that moves over volumes: {@code [n, c, d, h, w] -> [n, c, d', h', w']}; padding counts as zeros unless it is left out.
 *
 * <p>The gradient is spread evenly over each window.
 */
public final class AvgPool3d extends Module {

    private final Window window;
    private final boolean includePadding;

    /**
     * A window that moves by its own size.
     *
     * @param kernel depth, height and width of the window, or one number for all
     */
    public AvgPool3d(long... kernel) {
        this(Windows.pooling("AvgPool3d", 3, kernel));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(3, 3, 3).stride(2).padding(1)}
     */
    public AvgPool3d(Window window) {
        this(window, true);
    }

    /**
     * Any window, with or without the padding.
     *
     * @param window kernel, stride, padding and dilation
     * @param includePadding whether padding counts as zeros; if not, the mean is over what lies in the image
     */
    public AvgPool3d(Window window, boolean includePadding) {
        this.window = Windows.pooling("AvgPool3d", 3, window);
        this.includePadding = includePadding;
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("avg_pool3d", 0, x);
        if (x.rank() != 5) {
            throw misfit(Windows.images(3, "channels"), x, Windows.remedy(3, x));
        }
        try {
            return x.avgPool(window, includePadding);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "AvgPool3d" + Windows.describe(window, window.kernel()) + (includePadding ? "" : ", padding left out");
    }
}

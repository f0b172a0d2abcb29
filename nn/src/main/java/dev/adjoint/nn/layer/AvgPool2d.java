package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.ShapeException;

/**
 * The mean under a moving window: {@code [n, c, h, w] -> [n, c, h', w']}; padding counts as zeros.
 *
 * <p>The gradient is spread evenly over each window.
 */
public final class AvgPool2d extends Module {

    private final Window window;

    /**
     * A window that moves by its own size.
     *
     * @param kernel height and width of the window, or one number for both
     */
    public AvgPool2d(long... kernel) {
        this(Window.of(Windows.kernel("avgPool2d", kernel).dims()));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride and padding, such as {@code Window.of(3, 3).stride(2).padding(1)}
     */
    public AvgPool2d(Window window) {
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() != 4) {
            throw misfit("[batch, channels, height, width]", x, "Add the missing axes: x.unsqueeze(0) for one image.");
        }
        try {
            return x.avgPool2d(window);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "AvgPool2d" + Windows.describe(window, window.kernel());
    }
}

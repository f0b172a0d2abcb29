package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * The greatest element under a window that moves over volumes: {@code [n, c, d, h, w] -> [n, c, d', h', w']}; padding never wins.
 *
 * <p>The gradient goes to the first greatest element of each window.
 */
public final class MaxPool3d extends Module {

    private final Window window;

    /**
     * A window that moves by its own size.
     *
     * @param kernel depth, height and width of the window, or one number for all
     */
    public MaxPool3d(long... kernel) {
        this(Windows.pooling("MaxPool3d", 3, kernel));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(3, 3, 3).stride(2).padding(1)}
     */
    public MaxPool3d(Window window) {
        this.window = Windows.pooling("MaxPool3d", 3, window);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("max_pool3d", 0, x);
        if (x.rank() != 5) {
            throw misfit(Windows.images(3, "channels"), x, Windows.remedy(3, x));
        }
        try {
            return x.maxPool3d(window);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "MaxPool3d" + Windows.describe(window, window.kernel());
    }
}

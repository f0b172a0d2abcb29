package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * The greatest element under a window that moves over images: {@code [n, c, h, w] -> [n, c, h', w']}; padding never wins.
 *
 * <p>The gradient goes to the first greatest element of each window.
 */
public final class MaxPool2d extends Module {

    private final Window window;

    /**
     * A window that moves by its own size.
     *
     * @param kernel height and width of the window, or one number for both
     */
    public MaxPool2d(long... kernel) {
        this(Windows.pooling("MaxPool2d", 2, kernel));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(3, 3).stride(2).padding(1)}
     */
    public MaxPool2d(Window window) {
        this.window = Windows.pooling("MaxPool2d", 2, window);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("max_pool2d", 0, x);
        if (x.rank() != 4) {
            throw misfit(Windows.images(2, "channels"), x, Windows.remedy(2, x));
        }
        try {
            return x.maxPool2d(window);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "MaxPool2d" + Windows.describe(window, window.kernel());
    }
}

package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * The greatest element under a window that moves over signals: {@code [n, c, w] -> [n, c, w']}; padding never wins.
 *
 * <p>The gradient goes to the first greatest element of each window.
 */
public final class MaxPool1d extends Module {

    private final Window window;

    /**
     * A window that moves by its own size.
     *
     * @param kernel the length of the window
     */
    public MaxPool1d(long... kernel) {
        this(Windows.pooling("MaxPool1d", 1, kernel));
    }

    /**
     * Any window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(3).stride(2).padding(1)}
     */
    public MaxPool1d(Window window) {
        this.window = Windows.pooling("MaxPool1d", 1, window);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("max_pool1d", 0, x);
        if (x.rank() != 3) {
            throw misfit(Windows.images(1, "channels"), x, Windows.remedy(1, x));
        }
        try {
            return x.maxPool1d(window);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "MaxPool1d" + Windows.describe(window, window.kernel());
    }
}

package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;

/**
 * A convolution or a pooling over one spatial axis: what it is over planes of a single row, {@code [n, c, 1, w]}, so that
 * all that is known about planes serves it.
 *
 * @param planes the kernel over planes
 * @param op the op over planes
 */
record RowKernel(Kernel planes, Primitive op) implements Kernel {

    private static final int ROW = 2;

    /** The op over planes of a single row. */
    static Convolution plane(Convolution op) {
        return switch (op) {
            case Convolution.Forward(Window window) -> new Convolution.Forward(plane(window));
            case Convolution.InputGradient(Window window, Shape shape) ->
                new Convolution.InputGradient(plane(window), plane(shape));
            case Convolution.WeightGradient(Window window, Shape shape) ->
                new Convolution.WeightGradient(plane(window), plane(shape));
        };
    }

    /** The op over planes of a single row. */
    static Pooling plane(Pooling op) {
        return switch (op) {
            case Pooling.Max(Window window) -> new Pooling.Max(plane(window));
            case Pooling.Unpool(Window window, Shape shape) -> new Pooling.Unpool(plane(window), plane(shape));
            case Pooling.Pick(Window window) -> new Pooling.Pick(plane(window));
            case Pooling.Average(Window window) -> new Pooling.Average(plane(window));
            case Pooling.Spread(Window window, Shape shape) -> new Pooling.Spread(plane(window), plane(shape));
        };
    }

    private static Window plane(Window window) {
        return new Window(
                window.kernel().insert(0, 1),
                window.stride().insert(0, 1),
                window.padding().insert(0, 0),
                window.paddingAfter().insert(0, 0),
                window.dilation().insert(0, 1),
                window.groups(),
                window.ceil());
    }

    /** Images, filters and results as planes. */
    static Shape plane(Shape shape) {
        return shape.insert(ROW, 1);
    }

    /** Images, filters and results as planes; a bias, which has no such axis, as it is. */
    static Layout plane(Layout layout) {
        return layout.shape().rank() > ROW ? layout.unsqueeze(ROW) : layout;
    }

    private static Array[] planes(Array... arrays) {
        return Arrays.stream(arrays)
                .map(array -> array.with(plane(array.layout())))
                .toArray(Array[]::new);
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return planes.layout(output, type.with(plane(type.shape()))).squeeze(ROW);
    }

    @Override
    public void run(Primitive row, Array[] inputs, Array[] outputs) {
        planes.run(op, planes(inputs), planes(outputs));
    }
}

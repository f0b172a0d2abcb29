package dev.adjoint.testkit;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;

/**
 * A way for the elements of a tensor to stand in memory. Memory around and between them is filled with NaN, so that
 * whoever reads beyond the layout gives himself away.
 */
public enum Arrangement {
    /** Row-major from the start of the storage. */
    CONTIGUOUS,
    /** Row-major from somewhere within a larger storage. */
    OFFSET,
    /** With the axes in reversed order in memory. */
    TRANSPOSED,
    /** Every second element of a storage twice as large. */
    STEPPED,
    /** Backwards along each axis, with negative strides. */
    REVERSED,
    /** With axis 1 innermost in memory, as images often come. */
    CHANNELS_LAST,
    /** The first slice along the first axis repeated with stride 0, as a bias is: other values, of the same domain. */
    EXPANDED_FIRST,
    /** The first slice along the last axis repeated with stride 0, as a mean is: other values, of the same domain. */
    EXPANDED_LAST,
    /** The first element repeated along all axes, as the gradient of a sum is: other values, of the same domain. */
    EXPANDED_ALL;

    /**
     * Elements in this arrangement.
     *
     * @param x the elements
     * @return a new array of the same shape and, but for the expanded ones, the same values
     */
    public Array of(Array x) {
        Shape shape = x.shape();
        Array target = Array.allocate(x.dtype(), layout(shape));
        target.segment().fill((byte) -1);
        copy(x, target);
        return target.with(repeated(target.layout()));
    }

    /**
     * Whether elements in this arrangement are the same values.
     *
     * @return false for the expanded ones, which repeat some of them
     */
    public boolean keepsValues() {
        return switch (this) {
            case CONTIGUOUS, OFFSET, TRANSPOSED, STEPPED, REVERSED, CHANNELS_LAST -> true;
            case EXPANDED_FIRST, EXPANDED_LAST, EXPANDED_ALL -> false;
        };
    }

    /**
     * A tensor in this arrangement.
     *
     * @param x the elements
     * @return a new tensor
     */
    public Tensor of(Tensor x) {
        return Interpreter.current().tensor(of(x.array()));
    }

    private Layout layout(Shape shape) {
        return switch (this) {
            case CONTIGUOUS, EXPANDED_FIRST, EXPANDED_LAST, EXPANDED_ALL -> Layout.contiguous(shape);
            case OFFSET -> Layout.contiguous(shape).withOffset(3);
            case TRANSPOSED -> inOrder(shape, reversed(shape.rank()));
            case STEPPED -> stepped(shape);
            case REVERSED -> reversed(Layout.contiguous(shape));
            case CHANNELS_LAST -> inOrder(shape, channelsLast(shape.rank()));
        };
    }

    /** The layout whose axes stand in memory in a given order, outermost first. */
    private static Layout inOrder(Shape shape, int[] order) {
        long[] lengths = Arrays.stream(order).mapToLong(shape::dim).toArray();
        int[] places = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            places[order[i]] = i;
        }
        return Layout.contiguous(Shape.of(lengths)).permute(places);
    }

    private static int[] reversed(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> rank - 1 - i);
        return order;
    }

    private static int[] channelsLast(int rank) {
        int[] order = new int[rank];
        Arrays.setAll(order, i -> rank < 3 || i == 0 ? i : i == rank - 1 ? 1 : i + 1);
        return order;
    }

    private static Layout stepped(Shape shape) {
        if (shape.rank() == 0) {
            return Layout.contiguous(shape).withOffset(1);
        }
        long length = shape.dim(-1);
        int last = shape.rank() - 1;
        return Layout.contiguous(shape.with(last, 2 * length)).slice(last, 0, 2 * length, 2);
    }

    private static Layout reversed(Layout layout) {
        Layout flipped = layout;
        for (int axis = 0; axis < layout.shape().rank(); axis++) {
            flipped = flipped.flip(axis);
        }
        return flipped;
    }

    private Layout repeated(Layout layout) {
        long[] strides = layout.strides();
        for (int axis = 0; axis < strides.length; axis++) {
            boolean repeats = switch (this) {
                case EXPANDED_FIRST -> axis == 0;
                case EXPANDED_LAST -> axis == strides.length - 1;
                case EXPANDED_ALL -> true;
                default -> false;
            };
            strides[axis] = repeats ? 0 : strides[axis];
        }
        return Layout.of(layout.shape(), strides, layout.offset());
    }

    private static void copy(Array from, Array to) {
        Layout[] layouts = {from.layout(), to.layout()};
        Strided.forEach(from.shape(), layouts, at -> {
            if (from.dtype().isFloating()) {
                to.setDouble(at[1], from.doubleAt(at[0]));
            } else {
                to.setLong(at[1], from.longAt(at[0]));
            }
        });
    }
}

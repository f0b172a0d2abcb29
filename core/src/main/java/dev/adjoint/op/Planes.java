package dev.adjoint.op;

import dev.adjoint.Window;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;

/** Walks over the windows of a pooling, and over the places where maxima stood. */
final class Planes {

    /** What to do at one position of the window, given the offsets of the two results that belong to it. */
    interface Visitor {
        void visit(Planes window, long first, long second);
    }

    /** What to do with one element under the window: its offset, and its row-major place in its plane. */
    interface Tap {
        void visit(long at, long place);
    }

    /** What to do with an element of a plane and the result that belongs to it. */
    interface Pair {
        void visit(long at, long result);
    }

    private final Window window;
    private final Layout x;
    private final long[] position;
    private long plane;

    private Planes(Window window, Layout x) {
        this.window = window;
        this.x = x;
        this.position = new long[window.axes()];
    }

    /** Visits every position of the window over every plane of {@code x}. */
    static void visit(Window window, Layout x, Layout first, Layout second, Visitor visitor) {
        Planes planes = new Planes(window, x);
        Shape results = first.shape();
        long[] index = new long[results.rank()];
        for (long left = results.size(); left > 0; left--) {
            planes.plane = x.offset() + index[0] * x.stride(0) + index[1] * x.stride(1);
            System.arraycopy(index, 2, planes.position, 0, planes.position.length);
            visitor.visit(planes, first.offsetOf(index), second.offsetOf(index));
            for (int i = index.length - 1; i >= 0 && ++index[i] == results.dim(i); i--) {
                index[i] = 0;
            }
        }
    }

    /** Visits what lies under the window here, row by row; padding is left out. */
    void taps(Tap tap) {
        tap(0, plane, 0, tap);
    }

    private void tap(int axis, long at, long place, Tap tap) {
        if (axis == window.axes()) {
            tap.visit(at, place);
            return;
        }
        long length = x.shape().dim(axis + 2);
        long first =
                position[axis] * window.stride().dim(axis) - window.padding().dim(axis);
        for (long k = 0; k < window.kernel().dim(axis); k++) {
            long i = first + k * window.dilation().dim(axis);
            if (i >= 0 && i < length) {
                tap(axis + 1, at + i * x.stride(axis + 2), place * length + i, tap);
            }
        }
    }

    /** Pairs each result with the element of its plane of {@code x} that {@code places} names. */
    static void pairs(Layout x, Layout results, Array places, Pair pair) {
        long[] strides = new long[results.shape().rank()];
        strides[0] = x.stride(0);
        strides[1] = x.stride(1);
        Layout planes = Layout.of(results.shape(), strides, x.offset());
        Strided.forEach(results.shape(), new Layout[] {planes, results, places.layout()}, at -> {
            long place = places.longAt(at[2]);
            long offset = at[0];
            for (int axis = x.shape().rank() - 1; axis >= 2; axis--) {
                offset += place % x.shape().dim(axis) * x.stride(axis);
                place /= x.shape().dim(axis);
            }
            if (place != 0 || places.longAt(at[2]) < 0) {
                throw new IndexOutOfBoundsException("pooling: place " + places.longAt(at[2])
                        + " does not lie in a plane of " + x.shape() + ". Give the places that max_pool answered.");
            }
            pair.visit(offset, at[1]);
        });
    }
}

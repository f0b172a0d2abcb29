package dev.adjoint.op;

import dev.adjoint.Window;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;

/** Walks over every triple of image element, filter element and result element that a convolution multiplies. */
final class Taps {

    /** What to do with one triple, given as element offsets. */
    interface Visitor {
        void visit(long x, long w, long y);
    }

    private final Window window;
    private final Shape image;
    private final Layout x;
    private final Layout w;
    private final Layout y;
    private final Visitor visitor;

    private Taps(Window window, Shape image, Layout x, Layout w, Layout y, Visitor visitor) {
        this.window = window;
        this.image = image;
        this.x = x;
        this.w = w;
        this.y = y;
        this.visitor = visitor;
    }

    static void visit(Window window, Array x, Array w, Array y, Visitor visitor) {
        visit(window, x.shape(), x.layout(), w.layout(), y.layout(), visitor);
    }

    static void visit(Window window, Shape image, Layout x, Layout w, Layout y, Visitor visitor) {
        Shape filters = w.shape();
        long outputs = filters.dim(0) / window.groups();
        Taps taps = new Taps(window, image, x, w, y, visitor);
        for (long n = 0; n < image.dim(0); n++) {
            for (long o = 0; o < filters.dim(0); o++) {
                for (long c = 0; c < filters.dim(1); c++) {
                    long channel = o / outputs * filters.dim(1) + c;
                    taps.axis(
                            0,
                            x.offset() + n * x.stride(0) + channel * x.stride(1),
                            w.offset() + o * w.stride(0) + c * w.stride(1),
                            y.offset() + n * y.stride(0) + o * y.stride(1));
                }
            }
        }
    }

    /** Pairs result positions with taps along one spatial axis, then goes on to the next. */
    private void axis(int axis, long atX, long atW, long atY) {
        if (axis == window.axes()) {
            visitor.visit(atX, atW, atY);
            return;
        }
        int dim = axis + 2;
        for (long p = 0; p < y.shape().dim(dim); p++) {
            long first = p * window.stride().dim(axis) - window.padding().dim(axis);
            for (long k = 0; k < w.shape().dim(dim); k++) {
                long i = first + k * window.dilation().dim(axis);
                if (i >= 0 && i < image.dim(dim)) {
                    axis(axis + 1, atX + i * x.stride(dim), atW + k * w.stride(dim), atY + p * y.stride(dim));
                }
            }
        }
    }
}

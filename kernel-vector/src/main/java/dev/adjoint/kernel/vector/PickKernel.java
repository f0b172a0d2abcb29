package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The elements of planes where maxima stood: the directional derivative of max-pooling. Each operand is met as images of
 * pixels of channels, whatever their order in memory, as long as its pixels are evenly spaced.
 */
final class PickKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final Planes x;
    private final Planes places;
    private final Planes y;
    private final Layout layout;
    private final long images;
    private final long channels;
    private final long pixels;
    private final long area;
    private final int bytes;

    /** Strides from image to image, channel to channel and pixel to pixel, in bytes. */
    private record Planes(long image, long channel, long pixel) {

        /** The strides of a layout; null if its pixels are not evenly spaced. */
        static @Nullable Planes of(Layout layout, int bytes) {
            int last = layout.shape().rank() - 1;
            for (int axis = 2; axis < last; axis++) {
                if (layout.stride(axis)
                        != layout.stride(axis + 1) * layout.shape().dim(axis + 1)) {
                    return null;
                }
            }
            return new Planes(layout.stride(0) * bytes, layout.stride(1) * bytes, layout.stride(last) * bytes);
        }
    }

    private PickKernel(Planes x, Planes places, Planes y, Layout layout, Array source) {
        this.x = x;
        this.places = places;
        this.y = y;
        this.layout = layout;
        this.images = layout.shape().dim(0);
        this.channels = layout.shape().dim(1);
        this.pixels = layout.shape().size() / (images * channels);
        this.area = source.size() / (images * channels);
        this.bytes = source.dtype().bytes();
    }

    /** A kernel for floating planes with pixels that are evenly spaced. */
    static @Nullable PickKernel of(Array source, Array places, TensorType result) {
        if (!source.dtype().isFloating() || places.dtype() != DType.INT32 || source.size() == 0) {
            return null;
        }
        Layout layout = places.layout().isDense()
                ? Layout.of(result.shape(), places.layout().strides(), 0)
                : Layout.contiguous(result.shape());
        Planes x = Planes.of(source.layout(), source.dtype().bytes());
        Planes at = Planes.of(places.layout(), Integer.BYTES);
        Planes y = Planes.of(layout, source.dtype().bytes());
        return x == null || at == null || y == null ? null : new PickKernel(x, at, y, layout, source);
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return layout;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long from = inputs[0].address();
        long at = inputs[1].address();
        long to = outputs[0].address();
        long[] bad = new long[1];
        Parts.each(images, NANOSECONDS * images * channels * pixels, (first, last) -> {
            for (long n = first; n < last; n++) {
                if (!image(from + n * x.image, at + n * places.image, to + n * y.image)) {
                    // Any thread may say so; what matters is that one does.
                    bad[0] = 1;
                }
            }
        });
        if (bad[0] != 0) {
            // Refuses the place, in its own words.
            op.evaluate(inputs, outputs);
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private boolean image(long from, long at, long to) {
        for (long c = 0; c < channels; c++) {
            for (long p = 0; p < pixels; p++) {
                int place = Memory.ALL.get(Memory.INT, at + c * places.channel + p * places.pixel);
                if (place < 0 || place >= area) {
                    return false;
                }
                long source = from + c * x.channel + place * x.pixel;
                long target = to + c * y.channel + p * y.pixel;
                if (bytes == Float.BYTES) {
                    Memory.ALL.set(Memory.INT, target, Memory.ALL.get(Memory.INT, source));
                } else {
                    Memory.ALL.set(Memory.LONG, target, Memory.ALL.get(Memory.LONG, source));
                }
            }
        }
        return true;
    }
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Pooling over one to three spatial axes, and its gradients, plane by plane in plain Java: for what native libraries have no
 * kernel for, in float or double and of any layout. Numbers are taken in double and in the order of the reference.
 */
final class PoolKernel implements Kernel {

    private static final int AXES = 3;
    private static final double NANOSECONDS = 1.5;

    private final Pooling op;
    private final boolean single;
    private final Shape images;
    /** Where the images stand, or their gradient, and the results, or theirs; places, where there are any, last. */
    private final Planes x;

    private final Planes y;
    private final Planes places;
    private final Slide[] slides = new Slide[AXES];
    private final double share;

    /** The strides of the planes of a tensor, in elements; missing spatial axes come first and have the stride 0. */
    private record Planes(long image, long channel, long[] strides) {

        static Planes of(Layout layout) {
            long[] strides = new long[AXES];
            int rank = layout.shape().rank();
            for (int axis = 2; axis < rank; axis++) {
                strides[AXES - rank + axis] = layout.stride(axis);
            }
            return new Planes(layout.stride(0), layout.stride(1), strides);
        }

        long start(long image, long channel) {
            return image * this.image + channel * this.channel;
        }
    }

    /** How the window moves along an axis of some length, and to how many positions. */
    private record Slide(long length, long positions, long kernel, long stride, long padding, long dilation) {

        long first(long position) {
            return position * stride - padding;
        }

        /** The first element of the window that does not lie before the axis. */
        long begin(long first) {
            return first < 0 ? (-first + dilation - 1) / dilation : 0;
        }

        /** The element after the last that does not lie behind it. */
        long end(long first) {
            return Math.min(kernel, (length - first + dilation - 1) / dilation);
        }
    }

    private PoolKernel(Pooling op, DType dtype, Shape images, Layout x, Layout y, Layout places) {
        Window window = op.window();
        this.op = op;
        this.single = dtype == DType.FLOAT32;
        this.images = images;
        this.x = Planes.of(x);
        this.y = Planes.of(y);
        this.places = Planes.of(places);
        this.share = window.kernel().size();
        for (int i = 0; i < AXES; i++) {
            int axis = i - AXES + window.axes();
            slides[i] = axis < 0
                    ? new Slide(1, 1, 1, 1, 0, 1)
                    : new Slide(
                            images.dim(axis + 2),
                            y.shape().dim(axis + 2),
                            window.kernel().dim(axis),
                            window.stride().dim(axis),
                            window.padding().dim(axis),
                            window.dilation().dim(axis));
        }
    }

    /** The kernel of a pooling; null for more axes than three, and where maxima are picked. */
    static @Nullable PoolKernel of(Pooling op, Array[] inputs, TensorType result) {
        if (op.window().axes() > AXES || inputs[0].size() == 0) {
            return null;
        }
        DType dtype = inputs[0].dtype();
        Layout given = inputs[0].layout();
        Layout made = Layout.contiguous(result.shape());
        return switch (op) {
            case Pooling.Max _, Pooling.Average _ -> new PoolKernel(op, dtype, given.shape(), given, made, made);
            case Pooling.Spread _ -> new PoolKernel(op, dtype, made.shape(), made, given, given);
            case Pooling.Unpool _ -> new PoolKernel(op, dtype, made.shape(), made, given, inputs[1].layout());
            case Pooling.Pick _ -> null;
        };
    }

    @Override
    public void run(Primitive primitive, Array[] inputs, Array[] outputs) {
        boolean forward = op instanceof Pooling.Max || op instanceof Pooling.Average;
        long atX = forward ? inputs[0].address() : outputs[0].address();
        long atY = forward ? outputs[0].address() : inputs[0].address();
        long atPlaces = outputs.length > 1 ? outputs[1].address() : inputs.length > 1 ? inputs[1].address() : 0;
        long channels = images.dim(1);
        long planes = images.dim(0) * channels;
        int bytes = single ? Float.BYTES : Double.BYTES;
        AtomicBoolean wrong = new AtomicBoolean();
        Parts.each(planes, NANOSECONDS * (images.size() + positions() * planes * share), (first, last) -> {
            for (long plane = first; plane < last; plane++) {
                long image = plane / channels;
                long channel = plane % channels;
                long fromX = atX + x.start(image, channel) * bytes;
                long fromY = atY + y.start(image, channel) * bytes;
                long fromPlaces = atPlaces + places.start(image, channel) * Integer.BYTES;
                if (!plane(fromX, fromY, fromPlaces)) {
                    wrong.set(true);
                }
            }
        });
        if (wrong.get()) {
            // Refuses the place, in its own words.
            primitive.evaluate(inputs, outputs);
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private long positions() {
        return slides[0].positions * slides[1].positions * slides[2].positions;
    }

    /** One plane; false if a place does not lie in it. */
    private boolean plane(long atX, long atY, long atPlaces) {
        if (op instanceof Pooling.Spread || op instanceof Pooling.Unpool) {
            long area = slides[0].length * slides[1].length * slides[2].length;
            ALL.asSlice(atX, area * (single ? Float.BYTES : Double.BYTES)).fill((byte) 0);
        }
        for (long p = 0; p < slides[0].positions; p++) {
            for (long q = 0; q < slides[1].positions; q++) {
                for (long r = 0; r < slides[2].positions; r++) {
                    long out = p * y.strides[0] + q * y.strides[1] + r * y.strides[2];
                    long place = atPlaces + (p * places.strides[0] + q * places.strides[1] + r * places.strides[2]) * 4;
                    if (!position(p, q, r, atX, atY, out, place)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean position(long p, long q, long r, long atX, long atY, long out, long place) {
        switch (op) {
            case Pooling.Max _ -> max(p, q, r, atX, atY, out, place);
            case Pooling.Average _ -> write(atY, out, sum(p, q, r, atX, 0, false) / share);
            case Pooling.Spread _ -> sum(p, q, r, atX, read(atY, out) / share, true);
            case Pooling.Unpool _ -> {
                int at = ALL.get(Memory.INT, place);
                if (at < 0 || at >= slides[0].length * slides[1].length * slides[2].length) {
                    return false;
                }
                write(atX, at, read(atX, at) + read(atY, out));
            }
            case Pooling.Pick _ -> throw new IllegalStateException("picking has a kernel of its own");
        }
        return true;
    }

    private double read(long address, long element) {
        return single
                ? ALL.get(Memory.FLOAT, address + element * Float.BYTES)
                : ALL.get(Memory.DOUBLE, address + element * Double.BYTES);
    }

    private void write(long address, long element, double value) {
        if (single) {
            ALL.set(Memory.FLOAT, address + element * Float.BYTES, (float) value);
        } else {
            ALL.set(Memory.DOUBLE, address + element * Double.BYTES, value);
        }
    }

    private void max(long p, long q, long r, long atX, long atY, long out, long place) {
        Slide c = slides[2];
        long firstA = slides[0].first(p);
        long firstB = slides[1].first(q);
        long firstC = c.first(r);
        double best = Double.NEGATIVE_INFINITY;
        long found = -1;
        for (long i = slides[0].begin(firstA); i < slides[0].end(firstA); i++) {
            long a = firstA + i * slides[0].dilation;
            for (long j = slides[1].begin(firstB); j < slides[1].end(firstB); j++) {
                long b = firstB + j * slides[1].dilation;
                long row = a * x.strides[0] + b * x.strides[1];
                for (long k = c.begin(firstC); k < c.end(firstC); k++) {
                    long at = firstC + k * c.dilation;
                    double value = read(atX, row + at * x.strides[2]);
                    if (found < 0 || value > best || (Double.isNaN(value) && !Double.isNaN(best))) {
                        best = value;
                        found = (a * slides[1].length + b) * c.length + at;
                    }
                }
            }
        }
        write(atY, out, best);
        ALL.set(Memory.INT, place, (int) found);
    }

    /** The sum of what lies under the window; or, if it is to be spread, adds something to all of that. */
    private double sum(long p, long q, long r, long atX, double added, boolean spreads) {
        Slide c = slides[2];
        long firstA = slides[0].first(p);
        long firstB = slides[1].first(q);
        long firstC = c.first(r);
        double sum = 0;
        for (long i = slides[0].begin(firstA); i < slides[0].end(firstA); i++) {
            long plane = (firstA + i * slides[0].dilation) * x.strides[0];
            for (long j = slides[1].begin(firstB); j < slides[1].end(firstB); j++) {
                long row = plane + (firstB + j * slides[1].dilation) * x.strides[1];
                for (long k = c.begin(firstC); k < c.end(firstC); k++) {
                    long at = row + (firstC + k * c.dilation) * x.strides[2];
                    if (spreads) {
                        write(atX, at, read(atX, at) + added);
                    } else {
                        sum += read(atX, at);
                    }
                }
            }
        }
        return sum;
    }
}

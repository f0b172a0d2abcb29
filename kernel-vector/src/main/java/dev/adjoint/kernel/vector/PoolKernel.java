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
import java.util.Arrays;
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
    private final PoolAxis[] axes = new PoolAxis[AXES];
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
            axes[i] = axis < 0
                    ? new PoolAxis(1, 1, 1, 1, 0, 1)
                    : new PoolAxis(
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
            Row row = new Row((int) axes[2].positions());
            for (long plane = first; plane < last; plane++) {
                long image = plane / channels;
                long channel = plane % channels;
                long fromX = atX + x.start(image, channel) * bytes;
                long fromY = atY + y.start(image, channel) * bytes;
                long fromPlaces = atPlaces + places.start(image, channel) * Integer.BYTES;
                if (!plane(row, fromX, fromY, fromPlaces)) {
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
        return axes[0].positions() * axes[1].positions() * axes[2].positions();
    }

    /**
     * Numbers for the positions of a row.
     *
     * @param keys in the order of the greatest numbers so far, NaN behind all others
     * @param places where these stand; -1 as long as there is none
     * @param values what is read, as keys
     * @param sums what is added up, or spread
     */
    private record Row(long[] keys, long[] places, long[] values, double[] sums) {
        Row(int positions) {
            this(new long[positions], new long[positions], new long[positions], new double[positions]);
        }
    }

    /** One plane; false if a place does not lie in it. */
    private boolean plane(Row row, long atX, long atY, long atPlaces) {
        if (op instanceof Pooling.Spread || op instanceof Pooling.Unpool) {
            long area = axes[0].length() * axes[1].length() * axes[2].length();
            ALL.asSlice(atX, area * (single ? Float.BYTES : Double.BYTES)).fill((byte) 0);
        }
        for (long p = 0; p < axes[0].positions(); p++) {
            for (long q = 0; q < axes[1].positions(); q++) {
                long out = p * y.strides[0] + q * y.strides[1];
                long place = atPlaces + (p * places.strides[0] + q * places.strides[1]) * Integer.BYTES;
                switch (op) {
                    case Pooling.Max _ -> max(row, p, q, atX, atY, out, place);
                    case Pooling.Average _ -> average(row, p, q, atX, atY, out);
                    case Pooling.Spread _ -> spread(row, p, q, atX, atY, out);
                    case Pooling.Unpool _ -> {
                        if (!unpool(atX, atY, out, place)) {
                            return false;
                        }
                    }
                    case Pooling.Pick _ -> throw new IllegalStateException("picking has a kernel of its own");
                }
            }
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

    /** What is done with a tap along the last axis, for elements that lie in a row of the plane. */
    @FunctionalInterface
    private interface Tap {
        /** The tap's number, and where the row begins: among the elements in memory, and among the places of the plane. */
        void at(long tap, long row, long place);
    }

    /** All taps of a row of positions, but for those in the padding of the first two axes. */
    private void taps(long p, long q, boolean backwards, Tap tap) {
        PoolAxis c = axes[2];
        for (long i = 0; i < axes[0].kernel(); i++) {
            long a = axes[0].element(p, i);
            for (long j = 0; j < axes[1].kernel() && axes[0].holds(a); j++) {
                long b = axes[1].element(q, j);
                for (long k = 0; k < c.kernel() && axes[1].holds(b); k++) {
                    long row = a * x.strides[0] + b * x.strides[1];
                    tap.at(backwards ? c.kernel() - 1 - k : k, row, (a * axes[1].length() + b) * c.length());
                }
            }
        }
    }

    /**
     * The maxima of a row, all positions by one tap after the other. Which of two numbers is greater cannot be predicted, so
     * there is no branch: numbers become whole ones in the same order, and those that are greater replace by bits.
     */
    private void max(Row row, long p, long q, long atX, long atY, long out, long place) {
        Arrays.fill(row.keys, Long.MIN_VALUE);
        Arrays.fill(row.places, -1);
        PoolAxis c = axes[2];
        taps(p, q, false, (tap, from, in) -> {
            int first = c.from(tap);
            int last = c.to(tap);
            for (int r = first; r < last; r++) {
                row.values[r] = key(read(atX, from + c.element(r, tap) * x.strides[2]));
            }
            long begin = in + c.element(0, tap);
            for (int r = first; r < last; r++) {
                long before = row.keys[r];
                long greatest = Math.max(before, row.values[r]);
                long changed = before ^ greatest;
                long all = (changed | -changed) >> (Long.SIZE - 1);
                row.keys[r] = greatest;
                row.places[r] = row.places[r] & ~all | begin + r * c.stride() & all;
            }
        });
        for (int r = 0; r < row.keys.length; r++) {
            long found = row.places[r];
            write(atY, out + r * y.strides[2], found < 0 ? Double.NEGATIVE_INFINITY : read(atX, offset(found)));
            ALL.set(Memory.INT, place + r * places.strides[2] * Integer.BYTES, (int) found);
        }
    }

    /** A whole number in the order of numbers: both zeros are one, and so are all that are not a number. */
    private static long key(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> (Long.SIZE - 1) & Long.MAX_VALUE);
    }

    /** Where a place of the plane stands in memory. */
    private long offset(long place) {
        long row = place / axes[2].length();
        return row / axes[1].length() * x.strides[0]
                + row % axes[1].length() * x.strides[1]
                + place % axes[2].length() * x.strides[2];
    }

    private void average(Row row, long p, long q, long atX, long atY, long out) {
        Arrays.fill(row.sums, 0);
        PoolAxis c = axes[2];
        taps(p, q, false, (tap, from, _) -> {
            int last = c.to(tap);
            for (int r = c.from(tap); r < last; r++) {
                row.sums[r] += read(atX, from + c.element(r, tap) * x.strides[2]);
            }
        });
        for (int r = 0; r < row.sums.length; r++) {
            write(atY, out + r * y.strides[2], row.sums[r] / share);
        }
    }

    /** The last tap comes first, so that each element meets its positions in order. */
    private void spread(Row row, long p, long q, long atX, long atY, long out) {
        for (int r = 0; r < row.sums.length; r++) {
            row.sums[r] = read(atY, out + r * y.strides[2]) / share;
        }
        PoolAxis c = axes[2];
        taps(p, q, true, (tap, from, _) -> {
            int last = c.to(tap);
            for (int r = c.from(tap); r < last; r++) {
                long at = from + c.element(r, tap) * x.strides[2];
                write(atX, at, read(atX, at) + row.sums[r]);
            }
        });
    }

    /** False if a place does not lie in the plane. */
    private boolean unpool(long atX, long atY, long out, long place) {
        long area = axes[0].length() * axes[1].length() * axes[2].length();
        for (int r = 0; r < axes[2].positions(); r++) {
            int at = ALL.get(Memory.INT, place + r * places.strides[2] * Integer.BYTES);
            if (at < 0 || at >= area) {
                return false;
            }
            write(atX, at, read(atX, at) + read(atY, out + r * y.strides[2]));
        }
        return true;
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.ArgExtremum;
import dev.adjoint.op.Scan;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import java.util.function.Supplier;

/**
 * Running results along an axis, and positions of extrema, which are the last of such results: every element is read once,
 * in the order of memory where lines lie side by side.
 *
 * @param <T> the type of a tile of elements
 * @param <R> the type of a tile of results
 */
final class SweepKernel<T, R> implements Kernel {

    private static final double NANOSECONDS = 1.5;
    private static final int TILE = 1_024;
    /** So many blocks of lines side by side are enough for all threads, unless they become narrow. */
    private static final long BLOCKS = 16;

    private static final long NARROWEST = 64;

    private final Supplier<Sweep<T, R>> sweeps;
    private final LinesAlong lines;
    private final DType from;
    private final DType to;
    private final long length;
    /** Whether the result after each element is kept, or the last alone. */
    private final boolean keepsAll;
    /** From the end to the beginning. */
    private final boolean reversed;

    private final int width;

    private SweepKernel(
            Supplier<Sweep<T, R>> sweeps, Array x, int axis, TensorType result, boolean keepsAll, boolean reversed) {
        this.sweeps = sweeps;
        this.length = x.shape().dim(axis);
        this.lines = LinesAlong.abreast(axis, x.layout(), keepsAll ? length : 1);
        this.from = x.dtype();
        this.to = result.dtype();
        this.keepsAll = keepsAll;
        this.reversed = reversed;
        this.width = (int) Math.clamp(lines.across().length() * lines.count() / BLOCKS, NARROWEST, TILE);
    }

    static SweepKernel<?, ?> of(ArgExtremum op, Array x, TensorType result) {
        boolean greatest = op instanceof ArgExtremum.ArgMax;
        return x.dtype().isFloating()
                ? new SweepKernel<>(() -> new Sweep.DoubleExtremum(greatest, false), x, op.axis(), result, false, false)
                : new SweepKernel<>(() -> new Sweep.LongExtremum(greatest, false), x, op.axis(), result, false, false);
    }

    static SweepKernel<?, ?> of(Scan op, Array x, TensorType result) {
        boolean floating = x.dtype().isFloating();
        return switch (op) {
            case Scan.CumSum(int axis, boolean reversed) ->
                floating
                        ? new SweepKernel<>(Sweep.DoubleSum::new, x, axis, result, true, reversed)
                        : new SweepKernel<>(Sweep.LongSum::new, x, axis, result, true, reversed);
            case Scan.CumArg(int axis, boolean greatest) ->
                floating
                        ? new SweepKernel<>(
                                () -> new Sweep.DoubleExtremum(greatest, true), x, axis, result, true, false)
                        : new SweepKernel<>(() -> new Sweep.LongExtremum(greatest, true), x, axis, result, true, false);
        };
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        long blocks = (lines.across().length() + width - 1) / width;
        Parts.each(lines.count() * blocks, NANOSECONDS * inputs[0].size(), (first, last) -> {
            Part part = new Part(sweeps.get());
            for (long task = first; task < last; task++) {
                long line = task / blocks;
                long begin = task % blocks * width;
                long in = x + (lines.in(line) + begin * lines.across().in()) * from.bytes();
                long out = y + (lines.out(line) + begin * lines.across().out()) * to.bytes();
                part.take(in, out, (int) Math.min(width, lines.across().length() - begin));
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** The state of one thread. */
    private final class Part {
        private final Sweep<T, R> sweep;
        private final Tiles<T> elements;
        private final Tiles<R> results;
        private final T tile;
        private final R after;

        Part(Sweep<T, R> sweep) {
            this.sweep = sweep;
            this.elements = sweep.elements();
            this.results = sweep.results();
            this.tile = elements.allocate(1, TILE)[0];
            this.after = results.allocate(1, TILE)[0];
        }

        /** Takes lines side by side. */
        void take(long x, long y, int count) {
            long step = (reversed ? -lines.step() : lines.step()) * from.bytes();
            long stride = (reversed ? -lines.stride() : lines.stride()) * to.bytes();
            long in = reversed ? x - (length - 1) * step : x;
            long out = reversed ? y - (length - 1) * stride : y;
            R last = sweep.start(count);
            if (lines.across().length() > 1) {
                across(in, step, out, stride, count, last);
            } else {
                along(in, step, out, stride);
            }
            if (!keepsAll) {
                results.store(to, y, lines.across().out(), last, 0, count);
            }
        }

        private void across(long in, long step, long out, long stride, int count, R last) {
            for (long i = 0; i < length; i++) {
                elements.load(from, in + i * step, lines.across().in(), tile, 0, count);
                sweep.across(tile, count, i);
                if (keepsAll) {
                    results.store(to, out + i * stride, lines.across().out(), last, 0, count);
                }
            }
        }

        private void along(long in, long step, long out, long stride) {
            for (long i = 0; i < length; i += TILE) {
                int n = (int) Math.min(TILE, length - i);
                elements.load(from, in + i * step, step / from.bytes(), tile, 0, n);
                sweep.along(tile, after, n, i);
                if (keepsAll) {
                    results.store(to, out + i * stride, stride / to.bytes(), after, 0, n);
                }
            }
        }
    }
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Normalisation;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and log-softmax of floats along an axis whose elements do not follow each other in memory, while those of
 * neighbouring lines do: some hundred lines side by side, row after row, by the loops of pointwise formulas. Sums are in double.
 */
final class SoftmaxColumnsKernel implements Kernel {

    private static final double NANOSECONDS = 2;
    /** So many lines side by side that their rows stay near while they are read three times. */
    private static final int WIDTH = 512;

    private static final int NARROWEST = 64;
    private static final int BLOCKS = 16;
    private static final FloatTiles FLOATS = new FloatTiles();
    private static final Expr SHIFTED = input(0).minus(input(1));

    private final boolean log;
    private final LinesAlong lines;
    private final long length;
    private final int width;
    private final Scratch.Pool pool;
    private final LineProgram greater;
    private final LineProgram power;
    private final LineProgram end;

    private SoftmaxColumnsKernel(boolean log, LinesAlong lines, long length, VectorLoops loops) {
        this.log = log;
        this.lines = lines;
        this.length = length;
        this.width = Math.clamp(lines.across().length() * lines.count() / BLOCKS, NARROWEST, WIDTH);
        this.pool = loops.pool();
        this.greater = new LineProgram(width, 2, loops, input(0).max(input(1)));
        this.power = new LineProgram(width, 2, loops, SHIFTED.exp());
        this.end = log
                ? new LineProgram(width, 3, loops, SHIFTED.minus(input(2)))
                : new LineProgram(width, 2, loops, input(0).times(input(1)));
    }

    /** A kernel for floats with neighbouring lines; null for others. */
    static @Nullable SoftmaxColumnsKernel of(Normalisation op, Array x, VectorLoops loops) {
        int axis = x.shape().axis(op.axis());
        LinesAlong lines = LinesAlong.abreast(axis, x.layout(), x.shape().dim(axis));
        return x.dtype() == DType.FLOAT32
                        && lines.across().length() > 1
                        && lines.across().out() == 1
                ? new SoftmaxColumnsKernel(
                        op instanceof Normalisation.LogSoftmax, lines, x.shape().dim(axis), loops)
                : null;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        long blocks = (lines.across().length() + width - 1) / width;
        double nanoseconds = NANOSECONDS * inputs[0].size();
        Loops loops = new Loops(greater.loop(nanoseconds), power.loop(nanoseconds), end.loop(nanoseconds));
        Parts.each(lines.count() * blocks, nanoseconds, (first, last) -> {
            Scratch scratch = pool.borrow(2, (long) width * Float.BYTES);
            Block block = new Block(loops, scratch.own[0], scratch.own[1]);
            for (long task = first; task < last; task++) {
                long line = task / blocks;
                long column = task % blocks * width;
                block.run(
                        x + (lines.in(line) + column) * Float.BYTES, y + (lines.out(line) + column) * Float.BYTES, (int)
                                Math.min(width, lines.across().length() - column));
            }
            Reference.reachabilityFence(scratch);
            pool.giveBack(scratch);
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** The loops that one run uses; null where plain ones do the work. */
    private record Loops(
            @Nullable VectorLoop greater,
            @Nullable VectorLoop power,
            @Nullable VectorLoop end) {}

    /** Lines side by side, in one thread. */
    private final class Block {
        private final Loops loops;
        /** Rows with the greatest element of each line, and with what its sum comes to. */
        private final long greatest;

        private final long scale;
        private final float[] row = new float[width];
        private final double[] sums = new double[width];

        Block(Loops loops, long greatest, long scale) {
            this.loops = loops;
            this.greatest = greatest;
            this.scale = scale;
        }

        void run(long x, long y, int count) {
            long in = lines.step() * Float.BYTES;
            long out = lines.stride() * Float.BYTES;
            MemorySegment.copy(Memory.ALL, x, Memory.ALL, greatest, (long) count * Float.BYTES);
            for (long i = 1; i < length; i++) {
                greater.runFirst(count, loops.greater, greatest, greatest, x + i * in);
            }
            Arrays.fill(sums, 0);
            for (long i = 0; i < length; i++) {
                power.runFirst(count, loops.power, y + i * out, x + i * in, greatest);
                FLOATS.load(DType.FLOAT32, y + i * out, 1, row, 0, count);
                add(row, sums, count);
            }
            for (int j = 0; j < count; j++) {
                row[j] = (float) (log ? Math.log(sums[j]) : 1 / sums[j]);
            }
            FLOATS.store(DType.FLOAT32, scale, 1, row, 0, count);
            for (long i = 0; i < length; i++) {
                if (log) {
                    end.runFirst(count, loops.end, y + i * out, x + i * in, greatest, scale);
                } else {
                    end.runFirst(count, loops.end, y + i * out, y + i * out, scale);
                }
            }
        }

        private static void add(float[] row, double[] sums, int count) {
            for (int j = 0; j < count; j++) {
                sums[j] += row[j];
            }
        }
    }
}

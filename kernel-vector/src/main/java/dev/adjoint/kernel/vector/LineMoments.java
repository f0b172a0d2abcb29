package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sums over lines of floats, and of them the mean and one over the deviation, with the same bits cold and warm. */
final class LineMoments {

    private final int length;
    private final double epsilon;
    private final Warmth warmth;
    private final FloatFold fold;
    private final LineProgram squares;

    LineMoments(int length, double epsilon, VectorLoops loops) {
        this.length = length;
        this.epsilon = epsilon;
        this.warmth = loops.warmth();
        warmth.request(Warmth.FLOAT_LINES, FloatLines::warm);
        this.fold = new FloatFold(Fold.Kind.SUM, warmth);
        Expr distance = Expr.input(0).minus(Expr.parameter(0));
        this.squares = new LineProgram(length, 1, loops, distance.times(distance));
    }

    /** What one run of a kernel uses: all lines the same loops. */
    final class Run {
        private final boolean streams = fold.streams();
        private final @Nullable VectorLoop loop;
        private final float[] tile;

        private Run(double nanoseconds) {
            this.loop = squares.loop(nanoseconds);
            this.tile = new float[streams ? 0 : length];
        }

        double sum(long line) {
            if (streams) {
                return FloatLines.sum(line, length);
            }
            double[] sum = {0};
            MemorySegment.copy(Memory.ALL, Memory.FLOAT, line, tile, 0, length);
            fold.line(sum, 0, tile, 0, length);
            return sum[0];
        }

        float mean(long line) {
            return (float) (sum(line) / length);
        }

        /** One over the deviation; overwrites a line of scratch memory. */
        float scale(long line, float mean, long scratch) {
            squares.run(loop, scratch, line, LineProgram.bits(mean));
            return (float) (1 / Math.sqrt(sum(scratch) / length + epsilon));
        }
    }

    /** One for each thread's stretch of lines. */
    Run run(double nanoseconds) {
        return new Run(nanoseconds);
    }
}

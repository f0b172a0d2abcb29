package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import org.jspecify.annotations.Nullable;

/** Sums over lines of floats, and of them the mean and one over the deviation, with the same bits cold and warm. */
final class LineMoments {

    private final int length;
    private final double epsilon;
    private final LineSums sums;
    private final LineProgram squares;

    LineMoments(int length, double epsilon, VectorLoops loops) {
        this.length = length;
        this.epsilon = epsilon;
        this.sums = new LineSums(length, loops);
        Expr distance = Expr.input(0).minus(Expr.parameter(0));
        this.squares = new LineProgram(length, 1, loops, distance.times(distance));
    }

    /** What one run of a kernel uses: all lines the same loops. */
    final class Run {
        private final LineSums.Run line = sums.run();
        private final @Nullable VectorLoop loop;

        private Run(double nanoseconds) {
            this.loop = squares.loop(nanoseconds);
        }

        float mean(long at) {
            return (float) (line.sum(at) / length);
        }

        /** One over the deviation; overwrites a line of scratch memory. */
        float scale(long at, float mean, long scratch) {
            squares.run(loop, scratch, at, LineProgram.bits(mean));
            return (float) (1 / Math.sqrt(line.sum(scratch) / length + epsilon));
        }
    }

    /** One for each thread's stretch of lines. */
    Run run(double nanoseconds) {
        return new Run(nanoseconds);
    }
}

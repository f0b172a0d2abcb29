package dev.adjoint.kernel.vector;

import java.lang.foreign.MemorySegment;

/** Sums of lines of floats of one length, in double, with the same bits cold and warm. */
final class LineSums {

    private final int length;
    private final FloatFold fold;

    LineSums(int length, VectorLoops loops) {
        this.length = length;
        loops.warmth().request(Warmth.FLOAT_LINES, FloatLines::warm);
        this.fold = new FloatFold(Fold.Kind.SUM, loops.warmth());
    }

    /** What one run of a kernel uses: all lines the same loops. */
    final class Run {
        private final boolean streams = fold.streams();
        private final float[] tile = new float[streams ? 0 : length];

        private Run() {}

        double sum(long line) {
            if (streams) {
                return FloatLines.sum(line, length);
            }
            double[] sum = {0};
            MemorySegment.copy(Memory.ALL, Memory.FLOAT, line, tile, 0, length);
            fold.line(sum, 0, tile, 0, length);
            return sum[0];
        }
    }

    /** One for each thread's stretch of lines. */
    Run run() {
        return new Run();
    }
}

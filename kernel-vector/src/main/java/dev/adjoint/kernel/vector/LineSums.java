package dev.adjoint.kernel.vector;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sums of lines of floats of one length, in double, with the same bits cold and warm. */
final class LineSums {

    private final int length;
    private final Warmth warmth;
    private final FloatFold fold;

    LineSums(int length, VectorLoops loops) {
        this.length = length;
        this.warmth = loops.warmth();
        warmth.requestLines();
        this.fold = new FloatFold(Fold.Kind.SUM, warmth);
    }

    /** What one run of a kernel uses: all lines the same loops. */
    final class Run {
        private final @Nullable Lines lines = warmth.lines();
        private final long[] room = new long[Lines.ROOM];
        private final float[] tile = new float[lines != null ? 0 : length];

        private Run() {}

        double sum(long line) {
            if (lines != null) {
                return lines.sum(line, length, room);
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

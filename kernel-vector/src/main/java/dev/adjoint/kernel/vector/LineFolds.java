package dev.adjoint.kernel.vector;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Sums and maxima of lines of floats of one length, sums in double, with the same bits cold and warm. */
final class LineFolds {

    private final int length;
    private final Warmth warmth;
    private final FloatFold sum;
    private final FloatFold max;

    LineFolds(int length, VectorLoops loops) {
        this.length = length;
        this.warmth = loops.warmth();
        warmth.requestLines();
        this.sum = new FloatFold(Fold.Kind.SUM, warmth);
        this.max = new FloatFold(Fold.Kind.MAX, warmth);
    }

    /** What one run of a kernel uses: all lines the same loops. */
    final class Run {
        private final @Nullable Lines lines = warmth.lines();
        private final long[] room = new long[Lines.ROOM];
        private final float[] tile = new float[lines != null ? 0 : length];

        private Run() {}

        double sum(long line) {
            return lines != null ? lines.sum(line, length, room) : plain(sum, line);
        }

        float max(long line) {
            return (float) (lines != null ? lines.max(line, length, room) : plain(max, line));
        }

        private double plain(FloatFold fold, long line) {
            double[] result = fold.start(1);
            MemorySegment.copy(Memory.ALL, Memory.FLOAT, line, tile, 0, length);
            fold.line(result, 0, tile, 0, length);
            return result[0];
        }
    }

    /** One for each thread's stretch of lines. */
    Run run() {
        return new Run();
    }
}

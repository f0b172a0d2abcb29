package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds floats in double: a sum is exact to the last bit or two of a float, however long.
 *
 * @param kind what is done with two numbers
 * @param warmth has {@link Lines}, once they are warm
 */
record FloatFold(Kind kind, Warmth warmth) implements Fold<float[], double[]> {

    static final int STRANDS = FloatLines.STRANDS;

    private static final DoubleTiles LOOPS = new DoubleTiles();

    @Override
    public double[] start(int count) {
        double[] results = new double[count];
        Arrays.fill(results, kind.neutral());
        return results;
    }

    @Override
    public double[] start(Scratch bench, int count) {
        double[] results = bench.folds(count);
        Arrays.fill(results, 0, count, kind.neutral());
        return results;
    }

    @Override
    public void line(double[] results, int at, float[] tile, int from, int count) {
        int whole = from + count - count % STRANDS;
        double folded = switch (kind) {
            case SUM -> sum(tile, from, whole, new double[STRANDS]);
            case MAX -> max(tile, from, whole);
            case MIN -> min(tile, from, whole);
        };
        for (int i = whole; i < from + count; i++) {
            folded = kind.fold(folded, tile[i]);
        }
        results[at] = kind.fold(results[at], folded);
    }

    /** The sum of the first numbers of a tile, as {@link #line} makes it; in strands that the caller keeps for many. */
    static double sum(float[] tile, int count, double[] strands) {
        int whole = count - count % STRANDS;
        double sum = sum(tile, 0, whole, strands);
        for (int i = whole; i < count; i++) {
            sum += tile[i];
        }
        return sum;
    }

    @Override
    public boolean streams() {
        return warmth.lines() != null;
    }

    @Override
    public void stream(double[] results, int at, long address, int count, Scratch bench) {
        Lines lines = Objects.requireNonNull(warmth.lines(), "lines");
        double folded = switch (kind) {
            case SUM -> lines.sum(address, count, bench.numbers);
            case MAX -> lines.max(address, count, bench.numbers);
            case MIN -> lines.min(address, count, bench.numbers);
        };
        results[at] = kind.fold(results[at], folded);
    }

    private static double sum(float[] tile, int from, int to, double[] s) {
        Arrays.fill(s, 0);
        for (int i = from; i < to; i += STRANDS) {
            for (int j = 0; j < STRANDS; j++) {
                s[j] += tile[i + j];
            }
        }
        for (int width = STRANDS / 2; width > 0; width /= 2) {
            // First those of half the strands apart, as vectors are added; then so with what is left.
            for (int j = 0; j < width; j++) {
                s[j] += s[j + width];
            }
        }
        return s[0];
    }

    private static double max(float[] tile, int from, int to) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        for (int i = from; i < to; i += 4) {
            a = Math.max(a, tile[i]);
            b = Math.max(b, tile[i + 1]);
            c = Math.max(c, tile[i + 2]);
            d = Math.max(d, tile[i + 3]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double min(float[] tile, int from, int to) {
        float a = Float.POSITIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        for (int i = from; i < to; i += 4) {
            a = Math.min(a, tile[i]);
            b = Math.min(b, tile[i + 1]);
            c = Math.min(c, tile[i + 2]);
            d = Math.min(d, tile[i + 3]);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    @Override
    public @Nullable RowSums rows() {
        return kind == Kind.SUM ? warmth.rows() : null;
    }

    @Override
    public void merge(double[] results, long doubles, int count) {
        for (int i = 0; i < count; i++) {
            results[i] += Memory.ALL.get(Memory.DOUBLE, doubles + (long) i * Double.BYTES);
        }
    }

    @Override
    public void row(double[] results, float[] tile, int count) {
        switch (kind) {
            case SUM -> sumRow(results, tile, count);
            case MAX -> maxRow(results, tile, count);
            case MIN -> minRow(results, tile, count);
        }
    }

    private static void sumRow(double[] results, float[] tile, int count) {
        for (int i = 0; i < count; i++) {
            results[i] += tile[i];
        }
    }

    private static void maxRow(double[] results, float[] tile, int count) {
        for (int i = 0; i < count; i++) {
            results[i] = Math.max(results[i], tile[i]);
        }
    }

    private static void minRow(double[] results, float[] tile, int count) {
        for (int i = 0; i < count; i++) {
            results[i] = Math.min(results[i], tile[i]);
        }
    }

    @Override
    public void merge(double[] results, double[] others, int from, int count) {
        for (int i = 0; i < count; i++) {
            results[i] = kind.fold(results[i], others[from + i]);
        }
    }

    @Override
    public void store(DType dtype, long address, long stride, double[] results, int at, int count) {
        LOOPS.store(dtype, address, stride, results, at, count);
    }
}

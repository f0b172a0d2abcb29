package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds doubles.
 *
 * @param kind what is done with two numbers
 * @param lines folds of numbers that follow each other in memory; null if there are no quick ones
 */
record DoubleFold(Kind kind, @Nullable Lines lines) implements Fold<double[], double[]> {

    private static final DoubleTiles LOOPS = new DoubleTiles();

    @Override
    public double[] start(int count) {
        double[] results = new double[count];
        Arrays.fill(results, kind.neutral());
        return results;
    }

    @Override
    public void line(double[] results, int at, double[] tile, int from, int count) {
        int whole = from + count - count % 8;
        double folded = switch (kind) {
            case SUM -> sum(tile, from, whole);
            case MAX -> max(tile, from, whole);
            case MIN -> min(tile, from, whole);
        };
        for (int i = whole; i < from + count; i++) {
            folded = kind.fold(folded, tile[i]);
        }
        results[at] = kind.fold(results[at], folded);
    }

    @Override
    public boolean streams() {
        return lines != null;
    }

    @Override
    public void stream(double[] results, int at, long address, int count, Scratch bench) {
        results[at] = kind.fold(results[at], lines(address, count, bench.numbers));
    }

    /** Folds numbers in memory by {@link #lines}, which are there. */
    private double lines(long address, int count, long[] room) {
        Lines quick = Objects.requireNonNull(lines, "lines");
        return switch (kind) {
            case SUM -> quick.sum(address, count, room);
            case MAX -> quick.max(address, count, room);
            case MIN -> quick.min(address, count, room);
        };
    }

    /** One line by itself, by quick loops or by way of a tile: the same bits. */
    double line(long address, int count, Scratch bench) {
        if (lines != null) {
            return lines(address, count, bench.numbers);
        }
        double[] tile = bench.doubleTiles(1, count)[0];
        double[] result = start(bench, 1);
        LOOPS.load(DType.FLOAT64, address, 1, tile, 0, count);
        line(result, 0, tile, 0, count);
        return result[0];
    }

    private static double sum(double[] tile, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        for (int i = from; i < to; i += 8) {
            a += tile[i];
            b += tile[i + 1];
            c += tile[i + 2];
            d += tile[i + 3];
            e += tile[i + 4];
            f += tile[i + 5];
            g += tile[i + 6];
            h += tile[i + 7];
        }
        return ((a + e) + (c + g)) + ((b + f) + (d + h));
    }

    private static double max(double[] tile, int from, int to) {
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        for (int i = from; i < to; i += 4) {
            a = Math.max(a, tile[i]);
            b = Math.max(b, tile[i + 1]);
            c = Math.max(c, tile[i + 2]);
            d = Math.max(d, tile[i + 3]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double min(double[] tile, int from, int to) {
        double a = Double.POSITIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        for (int i = from; i < to; i += 4) {
            a = Math.min(a, tile[i]);
            b = Math.min(b, tile[i + 1]);
            c = Math.min(c, tile[i + 2]);
            d = Math.min(d, tile[i + 3]);
        }
        return Math.min(Math.min(a, b), Math.min(c, d));
    }

    @Override
    public void row(double[] results, double[] tile, int count) {
        switch (kind) {
            case SUM -> sumRow(results, tile, count);
            case MAX -> maxRow(results, tile, count);
            case MIN -> minRow(results, tile, count);
        }
    }

    private static void sumRow(double[] results, double[] tile, int count) {
        for (int i = 0; i < count; i++) {
            results[i] += tile[i];
        }
    }

    private static void maxRow(double[] results, double[] tile, int count) {
        for (int i = 0; i < count; i++) {
            results[i] = Math.max(results[i], tile[i]);
        }
    }

    private static void minRow(double[] results, double[] tile, int count) {
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

package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.Arrays;

/**
 * Folds in long, for integers and truth values: exact, whatever the order.
 *
 * @param kind what is done with two numbers
 */
record LongFold(Kind kind) implements Fold<long[], long[]> {

    private static final LongTiles LOOPS = new LongTiles();

    @Override
    public long[] start(int count) {
        long[] results = new long[count];
        Arrays.fill(results, neutral());
        return results;
    }

    private long neutral() {
        return switch (kind) {
            case SUM -> 0;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
        };
    }

    @Override
    public void line(long[] results, int at, long[] tile, int from, int count) {
        // In a variable, since a result in memory would be written for each element.
        long folded = results[at];
        for (int i = from; i < from + count; i++) {
            folded = fold(folded, tile[i]);
        }
        results[at] = folded;
    }

    @Override
    public void row(long[] results, long[] tile, int count) {
        merge(results, tile, 0, count);
    }

    @Override
    public void merge(long[] results, long[] others, int from, int count) {
        for (int i = 0; i < count; i++) {
            results[i] = fold(results[i], others[from + i]);
        }
    }

    private long fold(long a, long b) {
        return switch (kind) {
            case SUM -> a + b;
            case MAX -> Math.max(a, b);
            case MIN -> Math.min(a, b);
        };
    }

    @Override
    public void store(DType dtype, long address, long stride, long[] results, int at, int count) {
        LOOPS.store(dtype, address, stride, results, at, count);
    }
}

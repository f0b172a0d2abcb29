package dev.adjoint.kernel.vector;

import dev.adjoint.op.Reduction;
import dev.adjoint.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * Many numbers to one, over tiles in the order in which they come: the loops of a reduction.
 *
 * <p>A line is folded in interleaved strands (sixteen of float, eight of double) that are joined pair by pair: always in
 * the same order, and quick, since no strand waits for another.
 *
 * @param <T> the type of a tile
 * @param <R> the type of results: as wide as T or wider
 */
sealed interface Fold<T, R> permits FloatFold, DoubleFold, LongFold {

    /** What is done with two numbers. */
    enum Kind {
        SUM,
        MAX,
        MIN;

        static Kind of(Reduction op) {
            return switch (op) {
                case Reduction.Sum sum -> SUM;
                case Reduction.Max max -> MAX;
                case Reduction.Any any -> MAX;
                case Reduction.Min min -> MIN;
                case Reduction.All all -> MIN;
            };
        }

        double neutral() {
            return switch (this) {
                case SUM -> 0;
                case MAX -> Double.NEGATIVE_INFINITY;
                case MIN -> Double.POSITIVE_INFINITY;
            };
        }

        double fold(double a, double b) {
            return switch (this) {
                case SUM -> a + b;
                case MAX -> Math.max(a, b);
                case MIN -> Math.min(a, b);
            };
        }
    }

    /** Room for results, each over no number as yet. */
    R start(int count);

    /** The same on a bench, if it has room of this type: for what is folded into others before the bench goes back. */
    default R start(Scratch bench, int count) {
        return start(count);
    }

    /** Folds {@code count} numbers of a tile, from one on, into one result. */
    void line(R results, int at, T tile, int from, int count);

    /** Whether elements that follow each other may be folded where they are: {@link #stream}. */
    default boolean streams() {
        return false;
    }

    /** Folds {@code count} numbers in memory into one result: the same bits as {@link #line}. */
    default void stream(R results, int at, long address, int count, Scratch bench) {
        throw new UnsupportedOperationException("only where streams() is true");
    }

    /** Sums of rows of elements that follow each other in memory; null if rows are to be folded by {@link #row}. */
    default @Nullable RowSums rows() {
        return null;
    }

    /** Adds doubles in memory to the first results. */
    default void merge(R results, long doubles, int count) {
        throw new UnsupportedOperationException("only where there are rows()");
    }

    /** Folds a row of a tile into as many results. */
    void row(R results, T tile, int count);

    /** Folds results, from one on, into others. */
    void merge(R results, R others, int from, int count);

    /** Writes results to memory, with a constant stride. */
    void store(DType dtype, long address, long stride, R results, int at, int count);
}

package dev.adjoint.kernel.vector;

import java.util.Arrays;

/**
 * What is carried along lines, element after element: a sum so far, or where the extremum so far stands. Many lines are
 * taken together, one element of each at a time, or one line alone, many of its elements at a time.
 *
 * @param <T> the type of a tile of elements
 * @param <R> the type of a tile of results
 */
sealed interface Sweep<T, R> {

    /** The loops that read elements. */
    Tiles<T> elements();

    /** The loops that write results. */
    Tiles<R> results();

    /** Begins some lines; the answer holds the result of each after every {@link #across}. */
    R start(int lines);

    /** Takes the elements at one place of all lines. */
    void across(T tile, int lines, long place);

    /** Takes elements of the only line, from a place on, and writes the result after each of them. */
    void along(T tile, R after, int count, long place);

    /** Sums in double. */
    final class DoubleSum implements Sweep<double[], double[]> {

        private double[] sums = {};

        @Override
        public Tiles<double[]> elements() {
            return new DoubleTiles();
        }

        @Override
        public Tiles<double[]> results() {
            return new DoubleTiles();
        }

        @Override
        public double[] start(int lines) {
            sums = sums.length < lines ? new double[lines] : sums;
            Arrays.fill(sums, 0);
            return sums;
        }

        @Override
        public void across(double[] tile, int lines, long place) {
            for (int j = 0; j < lines; j++) {
                sums[j] += tile[j];
            }
        }

        @Override
        public void along(double[] tile, double[] after, int count, long place) {
            double sum = sums[0];
            for (int k = 0; k < count; k++) {
                sum += tile[k];
                after[k] = sum;
            }
            sums[0] = sum;
        }
    }

    /** Sums of whole numbers. */
    final class LongSum implements Sweep<long[], long[]> {

        private long[] sums = {};

        @Override
        public Tiles<long[]> elements() {
            return new LongTiles();
        }

        @Override
        public Tiles<long[]> results() {
            return new LongTiles();
        }

        @Override
        public long[] start(int lines) {
            sums = sums.length < lines ? new long[lines] : sums;
            Arrays.fill(sums, 0);
            return sums;
        }

        @Override
        public void across(long[] tile, int lines, long place) {
            for (int j = 0; j < lines; j++) {
                sums[j] += tile[j];
            }
        }

        @Override
        public void along(long[] tile, long[] after, int count, long place) {
            long sum = sums[0];
            for (int k = 0; k < count; k++) {
                sum += tile[k];
                after[k] = sum;
            }
            sums[0] = sum;
        }
    }

    /** Where the extremum so far stands, NaN being beyond all numbers: the first of equals, or the last. */
    final class DoubleExtremum implements Sweep<double[], long[]> {

        /** Minima are the maxima of the negated elements. */
        private final double sign;

        private final boolean last;
        private double[] best = {};
        private long[] places = {};

        DoubleExtremum(boolean greatest, boolean last) {
            this.sign = greatest ? 1 : -1;
            this.last = last;
        }

        @Override
        public Tiles<double[]> elements() {
            return new DoubleTiles();
        }

        @Override
        public Tiles<long[]> results() {
            return new LongTiles();
        }

        @Override
        public long[] start(int lines) {
            if (best.length < lines) {
                best = new double[lines];
                places = new long[lines];
            }
            Arrays.fill(best, Double.NEGATIVE_INFINITY);
            Arrays.fill(places, 0);
            return places;
        }

        private boolean isBetter(double value, double than) {
            return last ? value >= than || Double.isNaN(value) : !(value <= than) && !Double.isNaN(than);
        }

        @Override
        public void across(double[] tile, int lines, long place) {
            for (int j = 0; j < lines; j++) {
                double value = sign * tile[j];
                if (isBetter(value, best[j])) {
                    best[j] = value;
                    places[j] = place;
                }
            }
        }

        @Override
        public void along(double[] tile, long[] after, int count, long place) {
            double top = best[0];
            long at = places[0];
            for (int k = 0; k < count; k++) {
                double value = sign * tile[k];
                if (isBetter(value, top)) {
                    top = value;
                    at = place + k;
                }
                after[k] = at;
            }
            best[0] = top;
            places[0] = at;
        }
    }

    /** The same of whole numbers. */
    final class LongExtremum implements Sweep<long[], long[]> {

        /** All ones for minima: whole numbers with all bits turned stand in the opposite order. */
        private final long turned;

        private final boolean last;
        private long[] best = {};
        private long[] places = {};

        LongExtremum(boolean greatest, boolean last) {
            this.turned = greatest ? 0 : -1;
            this.last = last;
        }

        @Override
        public Tiles<long[]> elements() {
            return new LongTiles();
        }

        @Override
        public Tiles<long[]> results() {
            return new LongTiles();
        }

        @Override
        public long[] start(int lines) {
            if (best.length < lines) {
                best = new long[lines];
                places = new long[lines];
            }
            Arrays.fill(best, Long.MIN_VALUE);
            Arrays.fill(places, 0);
            return places;
        }

        private boolean isBetter(long value, long than) {
            return last ? value >= than : value > than;
        }

        @Override
        public void across(long[] tile, int lines, long place) {
            for (int j = 0; j < lines; j++) {
                long value = tile[j] ^ turned;
                if (isBetter(value, best[j])) {
                    best[j] = value;
                    places[j] = place;
                }
            }
        }

        @Override
        public void along(long[] tile, long[] after, int count, long place) {
            long top = best[0];
            long at = places[0];
            for (int k = 0; k < count; k++) {
                long value = tile[k] ^ turned;
                if (isBetter(value, top)) {
                    top = value;
                    at = place + k;
                }
                after[k] = at;
            }
            best[0] = top;
            places[0] = at;
        }
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Matrix products in double.
 *
 * @param hasVectors whether the loop is the one of {@link DoubleProductVectors}
 * @param tiles loads and stores
 * @param idle the tables that nobody works at now
 */
record DoubleProducts(boolean hasVectors, Tiles<double[]> tiles, ConcurrentLinkedQueue<Table<double[]>> idle)
        implements Products<double[]> {

    /** Long enough for the compiler's own vectors, short enough for rows to stay in the first-level cache. */
    private static final int PLAIN_COLUMNS = 64;

    DoubleProducts(boolean hasVectors) {
        this(hasVectors, new DoubleTiles(), new ConcurrentLinkedQueue<>());
    }

    @Override
    public DType dtype() {
        return DType.FLOAT64;
    }

    @Override
    public int columns() {
        return hasVectors ? DoubleProductVectors.COLUMNS : PLAIN_COLUMNS;
    }

    @Override
    public void spread(double[] line, int count, double[] panel, int at, int step) {
        for (int i = 0; i < count; i++) {
            panel[at + i * step] = line[i];
        }
    }

    @Override
    public void fill(double[] tile, int from, int to, double value) {
        Arrays.fill(tile, from, to, value);
    }

    @Override
    public void multiply(int depth, double[] a, int atA, double[] b, int atB, double[] c, int atC) {
        if (hasVectors) {
            DoubleProductVectors.multiply(depth, a, atA, b, atB, c, atC);
        } else {
            plain(depth, a, atA, b, atB, c, atC);
        }
    }

    /** Four positions of the sums at a time; the compiler makes vectors of arrays that are met from their start. */
    private static void plain(int depth, double[] a, int atA, double[] b, int atB, double[] c, int atC) {
        double[][] sums = new double[ROWS][PLAIN_COLUMNS];
        double[][] rows = new double[4][PLAIN_COLUMNS];
        int k = 0;
        for (; k + 4 <= depth; k += 4) {
            for (int i = 0; i < 4; i++) {
                System.arraycopy(b, atB + (k + i) * PLAIN_COLUMNS, rows[i], 0, PLAIN_COLUMNS);
            }
            int at = atA + k * ROWS;
            for (int r = 0; r < ROWS; r += 2) {
                four(a, at + r, rows[0], rows[1], rows[2], rows[3], sums[r], sums[r + 1]);
            }
        }
        for (; k < depth; k++) {
            System.arraycopy(b, atB + k * PLAIN_COLUMNS, rows[0], 0, PLAIN_COLUMNS);
            for (int r = 0; r < ROWS; r++) {
                one(a[atA + k * ROWS + r], rows[0], sums[r]);
            }
        }
        for (int r = 0; r < ROWS; r++) {
            for (int j = 0; j < PLAIN_COLUMNS; j++) {
                c[atC + r * WIDTH + j] += sums[r][j];
            }
        }
    }

    private static void four(
            double[] a, int at, double[] b0, double[] b1, double[] b2, double[] b3, double[] even, double[] odd) {
        double e0 = a[at];
        double e1 = a[at + ROWS];
        double e2 = a[at + 2 * ROWS];
        double e3 = a[at + 3 * ROWS];
        double o0 = a[at + 1];
        double o1 = a[at + ROWS + 1];
        double o2 = a[at + 2 * ROWS + 1];
        double o3 = a[at + 3 * ROWS + 1];
        for (int j = 0; j < PLAIN_COLUMNS; j++) {
            even[j] = Math.fma(e3, b3[j], Math.fma(e2, b2[j], Math.fma(e1, b1[j], Math.fma(e0, b0[j], even[j]))));
            odd[j] = Math.fma(o3, b3[j], Math.fma(o2, b2[j], Math.fma(o1, b1[j], Math.fma(o0, b0[j], odd[j]))));
        }
    }

    private static void one(double factor, double[] row, double[] sums) {
        for (int j = 0; j < PLAIN_COLUMNS; j++) {
            sums[j] = Math.fma(factor, row[j], sums[j]);
        }
    }
}

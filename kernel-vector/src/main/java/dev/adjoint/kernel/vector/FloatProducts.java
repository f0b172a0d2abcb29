package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Matrix products in float.
 *
 * @param hasVectors whether the loop is the one of {@link FloatProductVectors}
 * @param tiles loads and stores
 * @param idle the tables that nobody works at now
 */
record FloatProducts(boolean hasVectors, Tiles<float[]> tiles, ConcurrentLinkedQueue<Table<float[]>> idle)
        implements Products<float[]> {

    /** Long enough for the compiler's own vectors, short enough for rows to stay in the first-level cache. */
    private static final int PLAIN_COLUMNS = 64;

    FloatProducts(boolean hasVectors) {
        this(hasVectors, new FloatTiles(), new ConcurrentLinkedQueue<>());
    }

    @Override
    public DType dtype() {
        return DType.FLOAT32;
    }

    @Override
    public int columns() {
        return hasVectors ? FloatProductVectors.COLUMNS : PLAIN_COLUMNS;
    }

    @Override
    public void spread(float[] line, int count, float[] panel, int at, int step) {
        for (int i = 0; i < count; i++) {
            panel[at + i * step] = line[i];
        }
    }

    @Override
    public void fill(float[] tile, int from, int to, double value) {
        Arrays.fill(tile, from, to, (float) value);
    }

    @Override
    public void multiply(int depth, float[] a, int atA, float[] b, int atB, float[] c, int atC) {
        if (hasVectors) {
            FloatProductVectors.multiply(depth, a, atA, b, atB, c, atC);
        } else {
            plain(depth, a, atA, b, atB, c, atC);
        }
    }

    /** Four positions of the sums at a time; the compiler makes vectors of arrays that are met from their start. */
    private static void plain(int depth, float[] a, int atA, float[] b, int atB, float[] c, int atC) {
        float[][] sums = new float[ROWS][PLAIN_COLUMNS];
        float[][] rows = new float[4][PLAIN_COLUMNS];
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
            float[] a, int at, float[] b0, float[] b1, float[] b2, float[] b3, float[] even, float[] odd) {
        float e0 = a[at];
        float e1 = a[at + ROWS];
        float e2 = a[at + 2 * ROWS];
        float e3 = a[at + 3 * ROWS];
        float o0 = a[at + 1];
        float o1 = a[at + ROWS + 1];
        float o2 = a[at + 2 * ROWS + 1];
        float o3 = a[at + 3 * ROWS + 1];
        for (int j = 0; j < PLAIN_COLUMNS; j++) {
            even[j] = Math.fma(e3, b3[j], Math.fma(e2, b2[j], Math.fma(e1, b1[j], Math.fma(e0, b0[j], even[j]))));
            odd[j] = Math.fma(o3, b3[j], Math.fma(o2, b2[j], Math.fma(o1, b1[j], Math.fma(o0, b0[j], odd[j]))));
        }
    }

    private static void one(float factor, float[] row, float[] sums) {
        for (int j = 0; j < PLAIN_COLUMNS; j++) {
            sums[j] = Math.fma(factor, row[j], sums[j]);
        }
    }
}

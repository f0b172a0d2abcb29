package dev.adjoint.op;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Eigenvalues and singular values by Jacobi's plane rotations: slow, short and accurate (Golub and Van Loan, Matrix
 * Computations, 2013, sections 8.5 and 8.6.3). Vectors stand in rows here, so that each is an array of its own.
 */
final class Jacobi {

    /** Far more than the ten or so that are ever needed. */
    private static final int SWEEPS = 60;

    private static final double ROUNDING = 0x1p-53;

    private Jacobi() {}

    /**
     * What came out, each vector a row.
     *
     * @param values in the order that their kind has
     * @param left eigenvectors, or left singular vectors
     * @param right right singular vectors; the eigenvectors once more
     */
    record Result(double[] values, double[][] left, double[][] right) {

        private Result sorted(boolean descending) {
            Integer[] order = new Integer[values.length];
            Arrays.setAll(order, i -> i);
            Comparator<Integer> ascending = Comparator.comparingDouble(i -> values[i]);
            Arrays.sort(order, descending ? ascending.reversed() : ascending);
            double[] sorted = new double[order.length];
            double[][] first = new double[order.length][];
            double[][] second = new double[order.length][];
            for (int i = 0; i < order.length; i++) {
                sorted[i] = values[order[i]];
                first[i] = left[order[i]];
                second[i] = right[order[i]];
            }
            return new Result(sorted, first, second);
        }
    }

    /** A rotation by an angle whose tangent solves {@code t^2 + 2 cot t - 1 = 0}, the smaller of the two. */
    private record Rotation(double c, double s) {

        static Rotation of(double cotangent) {
            double t = Math.copySign(1 / (Math.abs(cotangent) + Math.hypot(cotangent, 1)), cotangent);
            double c = 1 / Math.hypot(t, 1);
            return new Rotation(c, c * t);
        }

        void turn(double[] p, double[] q) {
            for (int i = 0; i < p.length; i++) {
                double x = p[i];
                double y = q[i];
                p[i] = c * x - s * y;
                q[i] = s * x + c * y;
            }
        }

        void turnColumns(double[][] a, int p, int q) {
            for (double[] row : a) {
                double x = row[p];
                double y = row[q];
                row[p] = c * x - s * y;
                row[q] = s * x + c * y;
            }
        }
    }

    /** The eigenvalues of a symmetric matrix, ascending; null if it does not converge. */
    static @Nullable Result eigen(double[][] a) {
        int n = a.length;
        double scale = scaleToOne(a);
        double[][] vectors = Dense.identity(n);
        int sweep = 0;
        while (eigenSweep(a, vectors)) {
            if (++sweep > SWEEPS) {
                return null;
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = a[i][i] * scale;
        }
        return new Result(values, vectors, vectors).sorted(false);
    }

    /** Turns every pair of axes once; false if none had to be turned. */
    private static boolean eigenSweep(double[][] a, double[][] vectors) {
        boolean turned = false;
        for (int p = 0; p < a.length; p++) {
            for (int q = p + 1; q < a.length; q++) {
                if (Math.abs(a[p][q]) > ROUNDING / 8) {
                    turned = true;
                    Rotation rotation = Rotation.of((a[q][q] - a[p][p]) / (2 * a[p][q]));
                    rotation.turn(a[p], a[q]);
                    rotation.turnColumns(a, p, q);
                    rotation.turn(vectors[p], vectors[q]);
                    a[p][q] = 0;
                    a[q][p] = 0;
                }
            }
        }
        return turned;
    }

    /** The singular values, descending, with as many vectors as there are; null if it does not converge. */
    static @Nullable Result svd(double[][] a, int columns) {
        if (a.length < columns) {
            Result turned = svdOfColumns(copy(a));
            return turned == null ? null : new Result(turned.values, turned.right, turned.left);
        }
        return svdOfColumns(Dense.transposed(a, columns));
    }

    /** Of the matrix whose columns are given as rows: they are turned until each is orthogonal to all others. */
    private static @Nullable Result svdOfColumns(double[][] columns) {
        int n = columns.length;
        double scale = scaleToOne(columns);
        double[][] right = Dense.identity(n);
        int sweep = 0;
        while (svdSweep(columns, right)) {
            if (++sweep > SWEEPS) {
                return null;
            }
        }
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = Dense.norm(columns[i]);
        }
        Result result = new Result(values, columns, right).sorted(true);
        double greatest = n == 0 ? 0 : result.values[0];
        for (int i = 0; i < n; i++) {
            unit(result.left, i, greatest);
            result.values[i] *= scale;
        }
        return result;
    }

    private static boolean svdSweep(double[][] columns, double[][] right) {
        double least = 0;
        for (double[] column : columns) {
            least = Math.max(least, Dense.dot(column, column) * column.length * column.length * ROUNDING * ROUNDING);
        }
        boolean turned = false;
        for (int p = 0; p < columns.length; p++) {
            double rounding = (4 + columns[p].length) * ROUNDING;
            for (int q = p + 1; q < columns.length; q++) {
                double pp = Dense.dot(columns[p], columns[p]);
                double qq = Dense.dot(columns[q], columns[q]);
                double pq = Dense.dot(columns[p], columns[q]);
                // A column of rounding errors alone is orthogonal to nothing, and never will be.
                boolean matters = Math.min(pp, qq) > least;
                if (matters && Math.abs(pq) > rounding * Math.sqrt(pp) * Math.sqrt(qq)) {
                    turned = true;
                    Rotation rotation = Rotation.of((qq - pp) / (2 * pq));
                    rotation.turn(columns[p], columns[q]);
                    rotation.turn(right[p], right[q]);
                }
            }
        }
        return turned;
    }

    /** Makes vector {@code i} one of length 1; if it is 0 but for rounding, any that is orthogonal to those before. */
    private static void unit(double[][] vectors, int i, double greatest) {
        double[] own = vectors[i];
        double norm = Dense.norm(own);
        if (norm > own.length * ROUNDING * greatest) {
            Dense.divide(own, norm);
            return;
        }
        // Of the unit vectors, one at least keeps this much of itself.
        double enough = 0.5 / Math.sqrt(own.length);
        for (int candidate = -1; candidate < own.length; candidate++) {
            double[] x = candidate < 0 ? own.clone() : new double[own.length];
            if (candidate >= 0) {
                x[candidate] = 1;
            } else if (norm > 0) {
                Dense.divide(x, norm);
            }
            double left = orthogonalise(x, vectors, i);
            if (left > enough) {
                Dense.divide(x, left);
                Dense.divide(x, orthogonalise(x, vectors, i));
                vectors[i] = x;
                return;
            }
        }
    }

    /** Takes away from a vector what lies along the first few others; answers the length of what is left. */
    private static double orthogonalise(double[] x, double[][] vectors, int count) {
        for (int k = 0; k < count; k++) {
            Dense.addTo(x, -Dense.dot(x, vectors[k]), vectors[k], 0);
        }
        return Dense.norm(x);
    }

    /** Divides by the greatest magnitude, so that squares neither overflow nor vanish; answers what it was. */
    private static double scaleToOne(double[][] a) {
        double greatest = 0;
        for (double[] row : a) {
            for (double value : row) {
                greatest = Math.max(greatest, Math.abs(value));
            }
        }
        if (greatest == 0) {
            return 1;
        }
        for (double[] row : a) {
            Dense.divide(row, greatest);
        }
        return greatest;
    }

    private static double[][] copy(double[][] a) {
        double[][] rows = new double[a.length][];
        Arrays.setAll(rows, i -> a[i].clone());
        return rows;
    }
}

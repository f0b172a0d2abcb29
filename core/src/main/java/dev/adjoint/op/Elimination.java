package dev.adjoint.op;

/**
 * Gaussian elimination on rows of doubles, as in the textbooks: LU with partial pivoting, Cholesky, substitution (Golub
 * and Van Loan, Matrix Computations, 2013, chapters 3 and 4).
 */
final class Elimination {

    private final double[][] factors;
    private final int[] order;
    private final int permutation;

    private Elimination(double[][] factors, int[] order, int permutation) {
        this.factors = factors;
        this.order = order;
        this.permutation = permutation;
    }

    /** Factors a square matrix in place: {@code a[order[i]] = (L U)[i]}, both factors in its memory. */
    static Elimination of(double[][] a) {
        int n = a.length;
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        int permutation = 1;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            if (pivot != k) {
                double[] row = a[k];
                a[k] = a[pivot];
                a[pivot] = row;
                int number = order[k];
                order[k] = order[pivot];
                order[pivot] = number;
                permutation = -permutation;
            }
            for (int i = k + 1; i < n && a[k][k] != 0; i++) {
                a[i][k] /= a[k][k];
                Dense.addTo(a[i], -a[i][k], a[k], k + 1);
            }
        }
        return new Elimination(a, order, permutation);
    }

    /** The number of the first pivot that counts as zero; -1 if there is none. */
    int zeroPivot(double epsilon) {
        return Matrices.zeroPivot(factors.length, (i, j) -> factors[i][j], epsilon);
    }

    double pivot(int k) {
        return factors[k][k];
    }

    /** The row that comes first, second, ... */
    int[] order() {
        return order;
    }

    /** An element of both factors. */
    double factor(int i, int j) {
        return factors[i][j];
    }

    double determinant() {
        double product = permutation;
        for (int k = 0; k < factors.length; k++) {
            product *= factors[k][k];
        }
        return product;
    }

    /** The sign of the determinant, which may itself overflow or vanish. */
    double sign() {
        double product = permutation;
        for (int k = 0; k < factors.length; k++) {
            product *= Math.signum(factors[k][k]);
        }
        return product;
    }

    /** The logarithm of the determinant's magnitude. */
    double logMagnitude() {
        double sum = 0;
        for (int k = 0; k < factors.length; k++) {
            sum += Math.log(Math.abs(factors[k][k]));
        }
        return sum;
    }

    /** The solution for right sides {@code [n, k]}, which are left alone. */
    double[][] solve(double[][] b) {
        double[][] x = new double[b.length][];
        for (int i = 0; i < x.length; i++) {
            x[i] = b[order[i]].clone();
        }
        substitute(factors, x, false, true);
        substitute(factors, x, true, false);
        return x;
    }

    /** Solves a triangular system in place, from the last row up or from the first row down. */
    static void substitute(double[][] a, double[][] x, boolean upper, boolean unit) {
        int n = a.length;
        for (int step = 0; step < n; step++) {
            int i = upper ? n - 1 - step : step;
            for (int j = upper ? i + 1 : 0; j < (upper ? n : i); j++) {
                Dense.addTo(x[i], -a[i][j], x[j], 0);
            }
            for (int column = 0; !unit && column < x[i].length; column++) {
                x[i][column] /= a[i][i];
            }
        }
    }

    /** Turns a symmetric matrix into its lower Cholesky factor; answers the order of the first bad minor, or 0. */
    static int cholesky(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = a[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= a[i][k] * a[j][k];
                }
                if (j < i) {
                    a[i][j] = rest / a[j][j];
                } else if (rest > 0) {
                    a[i][i] = Math.sqrt(rest);
                } else {
                    return i + 1;
                }
            }
            for (int j = i + 1; j < a.length; j++) {
                a[i][j] = 0;
            }
        }
        return 0;
    }
}

package dev.adjoint.op;

/** Small words of the plain algorithms of linear algebra, on rows of doubles. */
final class Dense {

    private Dense() {}

    static double[][] identity(int n) {
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            rows[i][i] = 1;
        }
        return rows;
    }

    /** The columns of a matrix as rows; how many, since a matrix without rows does not know. */
    static double[][] transposed(double[][] a, int columns) {
        double[][] rows = new double[columns][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < columns; j++) {
                rows[j][i] = a[i][j];
            }
        }
        return rows;
    }

    /** The product of square matrices. */
    static double[][] product(double[][] a, double[][] b) {
        double[][] rows = new double[a.length][a.length];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < rows.length; k++) {
                addTo(rows[i], a[i][k], b[k], 0);
            }
        }
        return rows;
    }

    /** Adds a multiple of one vector to another, from one place on. */
    static void addTo(double[] target, double factor, double[] x, int from) {
        for (int j = from; j < target.length; j++) {
            target[j] += factor * x[j];
        }
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static void divide(double[] x, double by) {
        for (int i = 0; i < x.length; i++) {
            x[i] /= by;
        }
    }

    /** The length of a vector, without overflow. */
    static double norm(double[] x) {
        double greatest = 0;
        for (double value : x) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        if (greatest == 0) {
            return 0;
        }
        double sum = 0;
        for (double value : x) {
            sum += value / greatest * (value / greatest);
        }
        return greatest * Math.sqrt(sum);
    }
}

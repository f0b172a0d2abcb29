package dev.adjoint.op;

/**
 * The QR factorisation of a matrix of at least as many rows as columns, by Householder reflections (Golub and Van Loan,
 * Matrix Computations, 2013, section 5.2).
 *
 * @param q orthonormal columns
 * @param r an upper triangle
 */
record Reflections(double[][] q, double[][] r) {

    /** Factors a matrix, which is overwritten. */
    static Reflections of(double[][] a, int columns) {
        int rows = a.length;
        double[][] normals = new double[columns][];
        for (int k = 0; k < columns; k++) {
            normals[k] = normal(a, k);
            reflect(normals[k], a, k);
        }
        double[][] q = new double[rows][columns];
        for (int k = columns - 1; k >= 0; k--) {
            q[k][k] = 1;
            reflect(normals[k], q, k);
        }
        double[][] r = new double[columns][columns];
        for (int i = 0; i < columns; i++) {
            System.arraycopy(a[i], i, r[i], i, columns - i);
        }
        return new Reflections(q, r);
    }

    /** The unit normal of the mirror that turns column k, from row k on, into a multiple of a unit vector. */
    private static double[] normal(double[][] a, int k) {
        double[] x = new double[a.length];
        for (int i = k; i < x.length; i++) {
            x[i] = a[i][k];
        }
        double norm = Dense.norm(x);
        if (norm == 0) {
            return x;
        }
        x[k] += Math.copySign(norm, x[k]);
        Dense.divide(x, Dense.norm(x));
        return x;
    }

    private static void reflect(double[] normal, double[][] a, int from) {
        for (int j = from; from < a.length && j < a[from].length; j++) {
            double product = 0;
            for (int i = from; i < a.length; i++) {
                product += normal[i] * a[i][j];
            }
            for (int i = from; i < a.length; i++) {
                a[i][j] -= 2 * product * normal[i];
            }
        }
    }
}

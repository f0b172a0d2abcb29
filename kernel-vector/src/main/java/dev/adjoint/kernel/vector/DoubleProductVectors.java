package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Products.ROWS;
import static dev.adjoint.kernel.vector.Products.WIDTH;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The innermost loop of matrix products in the Vector API: all sums in registers, the same bits as the plain loop. */
final class DoubleProductVectors {

    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();

    /** The columns of a panel: two vectors. */
    static final int COLUMNS = 2 * LANES;

    private DoubleProductVectors() {}

    static void multiply(int depth, double[] a, int atA, double[] b, int atB, double[] c, int atC) {
        DoubleVector x0 = DoubleVector.zero(S);
        DoubleVector y0 = DoubleVector.zero(S);
        DoubleVector x1 = DoubleVector.zero(S);
        DoubleVector y1 = DoubleVector.zero(S);
        DoubleVector x2 = DoubleVector.zero(S);
        DoubleVector y2 = DoubleVector.zero(S);
        DoubleVector x3 = DoubleVector.zero(S);
        DoubleVector y3 = DoubleVector.zero(S);
        DoubleVector x4 = DoubleVector.zero(S);
        DoubleVector y4 = DoubleVector.zero(S);
        DoubleVector x5 = DoubleVector.zero(S);
        DoubleVector y5 = DoubleVector.zero(S);
        for (int k = 0; k < depth; k++) {
            DoubleVector bx = DoubleVector.fromArray(S, b, atB + k * COLUMNS);
            DoubleVector by = DoubleVector.fromArray(S, b, atB + k * COLUMNS + LANES);
            int at = atA + k * ROWS;
            DoubleVector a0 = DoubleVector.broadcast(S, a[at]);
            x0 = a0.fma(bx, x0);
            y0 = a0.fma(by, y0);
            DoubleVector a1 = DoubleVector.broadcast(S, a[at + 1]);
            x1 = a1.fma(bx, x1);
            y1 = a1.fma(by, y1);
            DoubleVector a2 = DoubleVector.broadcast(S, a[at + 2]);
            x2 = a2.fma(bx, x2);
            y2 = a2.fma(by, y2);
            DoubleVector a3 = DoubleVector.broadcast(S, a[at + 3]);
            x3 = a3.fma(bx, x3);
            y3 = a3.fma(by, y3);
            DoubleVector a4 = DoubleVector.broadcast(S, a[at + 4]);
            x4 = a4.fma(bx, x4);
            y4 = a4.fma(by, y4);
            DoubleVector a5 = DoubleVector.broadcast(S, a[at + 5]);
            x5 = a5.fma(bx, x5);
            y5 = a5.fma(by, y5);
        }
        DoubleVector.fromArray(S, c, atC).add(x0).intoArray(c, atC);
        DoubleVector.fromArray(S, c, atC + LANES).add(y0).intoArray(c, atC + LANES);
        DoubleVector.fromArray(S, c, atC + WIDTH).add(x1).intoArray(c, atC + WIDTH);
        DoubleVector.fromArray(S, c, atC + WIDTH + LANES).add(y1).intoArray(c, atC + WIDTH + LANES);
        DoubleVector.fromArray(S, c, atC + 2 * WIDTH).add(x2).intoArray(c, atC + 2 * WIDTH);
        DoubleVector.fromArray(S, c, atC + 2 * WIDTH + LANES).add(y2).intoArray(c, atC + 2 * WIDTH + LANES);
        DoubleVector.fromArray(S, c, atC + 3 * WIDTH).add(x3).intoArray(c, atC + 3 * WIDTH);
        DoubleVector.fromArray(S, c, atC + 3 * WIDTH + LANES).add(y3).intoArray(c, atC + 3 * WIDTH + LANES);
        DoubleVector.fromArray(S, c, atC + 4 * WIDTH).add(x4).intoArray(c, atC + 4 * WIDTH);
        DoubleVector.fromArray(S, c, atC + 4 * WIDTH + LANES).add(y4).intoArray(c, atC + 4 * WIDTH + LANES);
        DoubleVector.fromArray(S, c, atC + 5 * WIDTH).add(x5).intoArray(c, atC + 5 * WIDTH);
        DoubleVector.fromArray(S, c, atC + 5 * WIDTH + LANES).add(y5).intoArray(c, atC + 5 * WIDTH + LANES);
    }
}

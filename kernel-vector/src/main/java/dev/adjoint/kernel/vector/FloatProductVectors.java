package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Products.ROWS;
import static dev.adjoint.kernel.vector.Products.WIDTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The innermost loop of matrix products in the Vector API: all sums in registers, the same bits as the plain loop. */
final class FloatProductVectors {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();

    /** The columns of a panel: two vectors. */
    static final int COLUMNS = 2 * LANES;

    private FloatProductVectors() {}

    static void multiply(int depth, float[] a, int atA, float[] b, int atB, float[] c, int atC) {
        FloatVector x0 = FloatVector.zero(S);
        FloatVector y0 = FloatVector.zero(S);
        FloatVector x1 = FloatVector.zero(S);
        FloatVector y1 = FloatVector.zero(S);
        FloatVector x2 = FloatVector.zero(S);
        FloatVector y2 = FloatVector.zero(S);
        FloatVector x3 = FloatVector.zero(S);
        FloatVector y3 = FloatVector.zero(S);
        FloatVector x4 = FloatVector.zero(S);
        FloatVector y4 = FloatVector.zero(S);
        FloatVector x5 = FloatVector.zero(S);
        FloatVector y5 = FloatVector.zero(S);
        for (int k = 0; k < depth; k++) {
            FloatVector bx = FloatVector.fromArray(S, b, atB + k * COLUMNS);
            FloatVector by = FloatVector.fromArray(S, b, atB + k * COLUMNS + LANES);
            int at = atA + k * ROWS;
            FloatVector a0 = FloatVector.broadcast(S, a[at]);
            x0 = a0.fma(bx, x0);
            y0 = a0.fma(by, y0);
            FloatVector a1 = FloatVector.broadcast(S, a[at + 1]);
            x1 = a1.fma(bx, x1);
            y1 = a1.fma(by, y1);
            FloatVector a2 = FloatVector.broadcast(S, a[at + 2]);
            x2 = a2.fma(bx, x2);
            y2 = a2.fma(by, y2);
            FloatVector a3 = FloatVector.broadcast(S, a[at + 3]);
            x3 = a3.fma(bx, x3);
            y3 = a3.fma(by, y3);
            FloatVector a4 = FloatVector.broadcast(S, a[at + 4]);
            x4 = a4.fma(bx, x4);
            y4 = a4.fma(by, y4);
            FloatVector a5 = FloatVector.broadcast(S, a[at + 5]);
            x5 = a5.fma(bx, x5);
            y5 = a5.fma(by, y5);
        }
        FloatVector.fromArray(S, c, atC).add(x0).intoArray(c, atC);
        FloatVector.fromArray(S, c, atC + LANES).add(y0).intoArray(c, atC + LANES);
        FloatVector.fromArray(S, c, atC + WIDTH).add(x1).intoArray(c, atC + WIDTH);
        FloatVector.fromArray(S, c, atC + WIDTH + LANES).add(y1).intoArray(c, atC + WIDTH + LANES);
        FloatVector.fromArray(S, c, atC + 2 * WIDTH).add(x2).intoArray(c, atC + 2 * WIDTH);
        FloatVector.fromArray(S, c, atC + 2 * WIDTH + LANES).add(y2).intoArray(c, atC + 2 * WIDTH + LANES);
        FloatVector.fromArray(S, c, atC + 3 * WIDTH).add(x3).intoArray(c, atC + 3 * WIDTH);
        FloatVector.fromArray(S, c, atC + 3 * WIDTH + LANES).add(y3).intoArray(c, atC + 3 * WIDTH + LANES);
        FloatVector.fromArray(S, c, atC + 4 * WIDTH).add(x4).intoArray(c, atC + 4 * WIDTH);
        FloatVector.fromArray(S, c, atC + 4 * WIDTH + LANES).add(y4).intoArray(c, atC + 4 * WIDTH + LANES);
        FloatVector.fromArray(S, c, atC + 5 * WIDTH).add(x5).intoArray(c, atC + 5 * WIDTH);
        FloatVector.fromArray(S, c, atC + 5 * WIDTH + LANES).add(y5).intoArray(c, atC + 5 * WIDTH + LANES);
    }
}

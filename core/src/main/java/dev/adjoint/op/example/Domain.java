package dev.adjoint.op.example;

import dev.adjoint.Tensor;
import dev.adjoint.shape.Shape;

/**
 * Where a function of one number is smooth: a range, less the neighbourhoods of its kinks.
 *
 * @param low the lower end
 * @param high the upper end
 * @param kinks points to keep away from
 */
record Domain(double low, double high, double... kinks) {

    /** More than the widest central difference takes. */
    private static final double CLEAR = 0.06;

    Tensor sample(long seed, long... lengths) {
        double[] values = Samples.spread(
                seed, low, high, Math.toIntExact(Shape.of(lengths).size()));
        for (int i = 0; i < values.length; i++) {
            for (double kink : kinks) {
                double distance = values[i] - kink;
                values[i] += Math.abs(distance) < CLEAR ? Math.copySign(2 * CLEAR, distance) - distance : 0;
            }
        }
        return Tensor.of(values, lengths);
    }
}

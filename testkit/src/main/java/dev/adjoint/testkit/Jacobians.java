package dev.adjoint.testkit;

import dev.adjoint.Tensor;
import dev.adjoint.diff.Diff;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The whole Jacobian by both modes: column by column forward, row by row in reverse. */
final class Jacobians {

    private Jacobians() {}

    /** The first element that the two modes do not agree on. */
    static @Nullable String difference(Packed packed) {
        UnaryOperator<Tensor> f = packed.function();
        Tensor x = packed.point();
        Diff.Vjp<Tensor, Tensor> way = Diff.vjp(f, x);
        int rows = Math.toIntExact(way.value().size());
        int columns = Math.toIntExact(x.size());
        double[][] byReverse = new double[rows][];
        for (int i = 0; i < rows; i++) {
            byReverse[i] = way.pullback().apply(unit(rows, i)).doubles();
        }
        double tolerance = packed.isCoarse() ? 1e-5 : 1e-11;
        for (int j = 0; j < columns; j++) {
            double[] byForward = Diff.jvp(f, x, unit(columns, j)).tangent().doubles();
            for (int i = 0; i < rows; i++) {
                if (!agree(byForward[i], byReverse[i][j], tolerance)) {
                    return "the derivative of output " + i + " by input " + j + " is " + byForward[i]
                            + " by forward mode, " + byReverse[i][j]
                            + " by reverse mode. Compare jvp and backward of the op.";
                }
            }
        }
        return null;
    }

    /** Zero times an infinite derivative is NaN, so a zero in one mode may be NaN in the other. */
    private static boolean agree(double forward, double reverse, double tolerance) {
        if (Double.isFinite(forward) && Double.isFinite(reverse)) {
            return Math.abs(forward - reverse) <= tolerance * (1 + Math.abs(forward));
        }
        return Double.isFinite(forward) == Double.isFinite(reverse) || forward == 0 || reverse == 0;
    }

    private static Tensor unit(int size, int place) {
        double[] values = new double[size];
        values[place] = 1;
        return Tensor.of(values);
    }
}

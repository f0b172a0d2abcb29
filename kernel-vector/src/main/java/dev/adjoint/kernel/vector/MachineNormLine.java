package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps in machine code. */
final class MachineNormLine implements NormLine {

    private static final Formulas MOMENTS = new Formulas(1, 1, List.of(FoldKind.MOMENTS), input(0));

    /** From x, w and b; the mean, the scale. */
    private static final Formulas NORMALISE =
            new Formulas(3, 2, List.of(), z(input(0)).times(input(1)).plus(input(2)));

    /** From dy, x and w. */
    private static final Expr G = input(0).times(input(2));

    private static final Formulas SLOPES =
            new Formulas(3, 2, List.of(FoldKind.SUM, FoldKind.SUM), G, G.times(z(input(1))));

    /** From dy, x, w, dw and db; the mean, the scale, the mean of g, the mean of g z. */
    private static final Formulas GRADIENT = new Formulas(
            5,
            4,
            List.of(),
            G.minus(parameter(2)).minus(z(input(1)).times(parameter(3))).times(parameter(1)),
            input(3).plus(input(0).times(z(input(1)))),
            input(4).plus(input(0)));

    private static final Formulas ADD = new Formulas(2, 0, List.of(), input(0).plus(input(1)));

    private final int length;
    private final double epsilon;
    private final MachineLine moments;
    private final MachineLine normalise;
    private final MachineLine slopes;
    private final MachineLine gradient;
    private final MachineLine add;
    private final long[] at;

    private double mean;
    private double scale;
    private double level;
    private double slope;

    private MachineNormLine(
            int length,
            double epsilon,
            MachineLine moments,
            MachineLine normalise,
            MachineLine slopes,
            MachineLine gradient,
            MachineLine add) {
        this.length = length;
        this.epsilon = epsilon;
        this.moments = moments;
        this.normalise = normalise;
        this.slopes = slopes;
        this.gradient = gradient;
        this.add = add;
        this.at = new long[Math.max(moments.room(), Math.max(slopes.room(), gradient.room()))];
    }

    /** The steps for lines of a length; null if there is no machine code for them. */
    static @Nullable MachineNormLine of(Warmth warmth, int length, double epsilon) {
        MachineLine moments = warmth.line(MOMENTS);
        MachineLine normalise = warmth.line(NORMALISE);
        MachineLine slopes = warmth.line(SLOPES);
        MachineLine gradient = warmth.line(GRADIENT);
        MachineLine add = warmth.line(ADD);
        return moments == null || normalise == null || slopes == null || gradient == null || add == null
                ? null
                : new MachineNormLine(length, epsilon, moments, normalise, slopes, gradient, add);
    }

    /** {@code (x - mean) * scale}. */
    private static Expr z(Expr x) {
        return x.minus(parameter(0)).times(parameter(1));
    }

    private static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    @Override
    public void moments(long x) {
        double origin = Memory.ALL.get(Memory.FLOAT, x);
        at[0] = x;
        at[1] = bits(origin);
        moments.run(at, length);
        double sum = moments.distances(at, length, origin);
        double squares = moments.squares(at, length, origin);
        mean = (float) (origin + sum / length);
        scale = PlainNormLine.scale(sum, squares, length, epsilon);
    }

    @Override
    public void normalise(long x, long w, long b, long y) {
        at[0] = y;
        at[1] = x;
        at[2] = w;
        at[3] = b;
        at[4] = bits(mean);
        at[5] = bits(scale);
        normalise.run(at, length);
    }

    @Override
    public void slopes(long dy, long x, long w, long scratch) {
        at[0] = dy;
        at[1] = x;
        at[2] = w;
        at[3] = bits(mean);
        at[4] = bits(scale);
        slopes.run(at, length);
        level = (float) (slopes.sum(at, 0, length) / length);
        slope = (float) (slopes.sum(at, 1, length) / length);
    }

    @Override
    public void gradient(long dy, long x, long w, long dx, long dw, long db) {
        at[0] = dx;
        at[1] = dw;
        at[2] = db;
        at[3] = dy;
        at[4] = x;
        at[5] = w;
        at[6] = dw;
        at[7] = db;
        at[8] = bits(mean);
        at[9] = bits(scale);
        at[10] = bits(level);
        at[11] = bits(slope);
        gradient.run(at, length);
    }

    @Override
    public void add(long total, long more) {
        at[0] = total;
        at[1] = total;
        at[2] = more;
        add.run(at, length);
    }
}

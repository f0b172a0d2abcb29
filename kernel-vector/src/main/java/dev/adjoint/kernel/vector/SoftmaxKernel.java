package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Program;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Normalisation;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and log-softmax along any axis, a line at a time: read once, held near, written once. In float the sum of the
 * exponentials is in double.
 */
final class SoftmaxKernel implements Kernel {

    private static final double NANOSECONDS = 2;
    private static final double PLAIN_NANOSECONDS = 6;
    private static final DoubleFold SUM = new DoubleFold(Fold.Kind.SUM, null);

    private static final Expr X = Expr.input(0);
    private static final TileProgram POWER = program(X.minus(Expr.parameter(0)).exp());
    private static final TileProgram SCALED = program(X.times(Expr.parameter(0)));
    private static final TileProgram SHIFTED =
            program(X.minus(Expr.parameter(0)).minus(Expr.parameter(1)));
    private static final Expr SHIFTED_POWER = X.minus(Expr.parameter(0)).exp();
    /** Writes exponentials and sums them. */
    private static final Formulas POWERS = new Formulas(1, 1, List.of(FoldKind.SUM), SHIFTED_POWER, SHIFTED_POWER);
    /** Sums them alone. */
    private static final Formulas SUM_OF_POWERS = new Formulas(1, 1, List.of(FoldKind.SUM), SHIFTED_POWER);

    private static final FloatTiles FLOATS = new FloatTiles();
    private static final DoubleTiles DOUBLES = new DoubleTiles();

    private final boolean log;
    private final DType dtype;
    private final int length;
    private final long in;
    private final long out;
    private final Walk lines;
    private final Warmth warmth;
    private final @Nullable MachineLine powers;
    private final ProgramLoops power;
    private final ProgramLoops end;

    SoftmaxKernel(Normalisation op, Array x, VectorLoops loops) {
        Layout from = x.layout();
        Layout to = Layout.contiguous(x.shape());
        int axis = x.shape().axis(op.axis());
        this.log = op instanceof Normalisation.LogSoftmax;
        this.dtype = x.dtype();
        this.length = Math.toIntExact(x.shape().dim(axis));
        this.in = from.stride(axis);
        this.out = to.stride(axis);
        List<Walk.Axis> axes = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            if (i != axis) {
                axes.add(new Walk.Axis(x.shape().dim(i), from.stride(i), to.stride(i), false));
            }
        }
        this.lines = new Walk(axes);
        this.warmth = loops.warmth();
        warmth.requestLines();
        this.powers = warmth.line(log ? SUM_OF_POWERS : POWERS);
        this.power = loops.of(POWER, 0, DType.FLOAT32);
        this.end = loops.of(log ? SHIFTED : SCALED, 0, DType.FLOAT32);
    }

    private static TileProgram program(Expr formula) {
        return TileProgram.of(Program.of(List.of(formula)), 1, true);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        long count = lines.size();
        if (dtype != DType.FLOAT32) {
            Parts.each(count, PLAIN_NANOSECONDS * count * length, (first, last) -> doubles(x, y, first, last));
        } else if (!vectors(x, y, NANOSECONDS * count * length)) {
            Parts.each(count, PLAIN_NANOSECONDS * count * length, (first, last) -> floats(x, y, first, last));
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** Computes by vector loops where lies what they can read and they are warm; says whether it did. */
    private boolean vectors(long x, long y, double nanoseconds) {
        VectorLoop first = powers == null ? power.whole(nanoseconds) : null;
        VectorLoop second = end.whole(nanoseconds);
        Lines folds = warmth.lines();
        boolean near = in == 1 && out == 1 && length <= VectorLoop.LONGEST;
        if (!near || first == null && powers == null || second == null || folds == null) {
            return false;
        }
        Parts.each(lines.size(), nanoseconds, (from, to) -> {
            Line line = new Line(folds, first, second);
            for (long k = from; k < to; k++) {
                line.run(x + lines.in(k) * Float.BYTES, y + lines.out(k) * Float.BYTES);
            }
        });
        return true;
    }

    /** One line after the other by vectors, in one thread. */
    private final class Line {
        private final Lines folds;
        private final @Nullable VectorLoop power;
        private final VectorLoop end;
        private final long[] room = new long[Math.max(Lines.ROOM, powers == null ? 0 : powers.room())];
        private final long[] at = new long[4];

        Line(Lines folds, @Nullable VectorLoop power, VectorLoop end) {
            this.folds = folds;
            this.power = power;
            this.end = end;
        }

        void run(long x, long y) {
            long greatest = Double.doubleToRawLongBits(folds.max(x, length, room));
            double total = total(x, y, greatest);
            at[0] = y;
            if (log) {
                at[1] = x;
                at[2] = greatest;
                at[3] = Double.doubleToRawLongBits((float) Math.log(total));
            } else {
                at[1] = y;
                at[2] = Double.doubleToRawLongBits((float) (1 / total));
            }
            end.run(at, length);
        }

        /** The sum of the exponentials, which are in the place of the result then, or need not be there. */
        private double total(long x, long y, long greatest) {
            if (power == null && powers != null) {
                int k = 0;
                if (!log) {
                    room[k++] = y;
                }
                room[k++] = x;
                room[k] = greatest;
                powers.run(room, length);
                return powers.sum(room, 0, length);
            }
            at[0] = y;
            at[1] = x;
            at[2] = greatest;
            Objects.requireNonNull(power, "power").run(at, length);
            return folds.sum(y, length, room);
        }
    }

    private void floats(long x, long y, long first, long last) {
        float[] line = new float[length];
        float[] powers = new float[length];
        double[] strands = new double[FloatFold.STRANDS];
        for (long k = first; k < last; k++) {
            FLOATS.load(dtype, x + lines.in(k) * Float.BYTES, in, line, 0, length);
            float greatest = Float.NEGATIVE_INFINITY;
            for (float element : line) {
                greatest = Math.max(greatest, element);
            }
            for (int i = 0; i < length; i++) {
                line[i] -= greatest;
                powers[i] = FloatMath.exp(line[i]);
            }
            double total = FloatFold.sum(powers, length, strands);
            float shift = (float) Math.log(total);
            float scale = (float) (1 / total);
            for (int i = 0; i < length; i++) {
                line[i] = log ? line[i] - shift : powers[i] * scale;
            }
            FLOATS.store(dtype, y + lines.out(k) * Float.BYTES, out, line, 0, length);
        }
    }

    private void doubles(long x, long y, long first, long last) {
        double[] line = new double[length];
        double[] powers = new double[length];
        for (long k = first; k < last; k++) {
            DOUBLES.load(dtype, x + lines.in(k) * Double.BYTES, in, line, 0, length);
            double greatest = Double.NEGATIVE_INFINITY;
            for (double element : line) {
                greatest = Math.max(greatest, element);
            }
            for (int i = 0; i < length; i++) {
                line[i] -= greatest;
                powers[i] = Math.exp(line[i]);
            }
            double[] sum = {0};
            SUM.line(sum, 0, powers, 0, length);
            double shift = Math.log(sum[0]);
            for (int i = 0; i < length; i++) {
                line[i] = log ? line[i] - shift : powers[i] / sum[0];
            }
            DOUBLES.store(dtype, y + lines.out(k) * Double.BYTES, out, line, 0, length);
        }
    }
}

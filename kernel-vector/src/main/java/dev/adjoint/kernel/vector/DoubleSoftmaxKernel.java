package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Normalisation;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Softmax and log-softmax over lines of doubles that follow each other: the steps of {@link SoftmaxKernel}, all in double. */
final class DoubleSoftmaxKernel implements Kernel {

    private static final double NANOSECONDS = 2;
    private static final Expr X = Expr.input(0);
    private static final Expr POWER = X.minus(Expr.parameter(0)).exp();
    private static final Expr SHARE = X.over(Expr.parameter(0));
    private static final Expr SHIFTED = X.minus(Expr.parameter(0)).minus(Expr.parameter(1));

    /** Writes exponentials and sums them. */
    private static final Formulas POWERS = new Formulas(1, 1, List.of(FoldKind.SUM), POWER, POWER).ofDoubles();
    /** Sums them alone. */
    private static final Formulas SUM_OF_POWERS = new Formulas(1, 1, List.of(FoldKind.SUM), POWER).ofDoubles();

    private final boolean log;
    private final long count;
    private final int length;
    private final VectorLoops loops;
    private final DoubleFold max;
    private final DoubleFold sum;
    private final @Nullable MachineLine powers;
    private final LineProgram power;
    private final LineProgram end;

    private DoubleSoftmaxKernel(Normalisation op, Array x, int length, VectorLoops loops) {
        this.log = op instanceof Normalisation.LogSoftmax;
        this.count = x.size() / length;
        this.length = length;
        this.loops = loops;
        Lines lines = loops.warmth().doubleLines();
        this.max = new DoubleFold(Fold.Kind.MAX, lines);
        this.sum = new DoubleFold(Fold.Kind.SUM, lines);
        this.powers = loops.warmth().line(log ? SUM_OF_POWERS : POWERS);
        this.power = new LineProgram(DType.FLOAT64, length, 1, loops, POWER);
        this.end = new LineProgram(DType.FLOAT64, length, 1, loops, log ? SHIFTED : SHARE);
    }

    /** The kernel for the last axis of row-major doubles; null for others. */
    static @Nullable Kernel of(Normalisation op, Array x, VectorLoops loops) {
        int last = x.shape().rank() - 1;
        boolean lines = x.dtype() == DType.FLOAT64
                && last >= 0
                && x.layout().isContiguous()
                && x.shape().axis(op.axis()) == last
                && x.shape().dim(last) <= VectorLoop.LONGEST;
        return lines ? new DoubleSoftmaxKernel(op, x, (int) x.shape().dim(last), loops) : null;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        long bytes = (long) length * Double.BYTES;
        double nanoseconds = NANOSECONDS * count * length;
        VectorLoop raise = powers != null ? null : power.loop(nanoseconds + LineProgram.EACH * count);
        VectorLoop finish = end.loop(nanoseconds + LineProgram.EACH * count);
        Parts.each(count, nanoseconds, (first, last) -> {
            Scratch bench = loops.pool().borrow();
            long[] room = new long[powers == null ? 3 : powers.room()];
            for (long at = first * bytes; at < last * bytes; at += bytes) {
                line(x + at, y + at, bench, room, raise, finish);
            }
            loops.pool().giveBack(bench);
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private void line(
            long x, long y, Scratch bench, long[] room, @Nullable VectorLoop raise, @Nullable VectorLoop finish) {
        long greatest = Double.doubleToRawLongBits(max.line(x, length, bench));
        double total;
        if (powers == null) {
            power.run(raise, y, x, greatest);
            total = sum.line(y, length, bench);
        } else {
            room[0] = log ? x : y;
            room[1] = log ? greatest : x;
            room[2] = log ? 0 : greatest;
            powers.run(room, length);
            total = powers.sum(room, 0, length);
        }
        if (log) {
            end.run(finish, y, x, greatest, Double.doubleToRawLongBits(Math.log(total)));
        } else {
            end.run(finish, y, y, Double.doubleToRawLongBits(total));
        }
    }
}

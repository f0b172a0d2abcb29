package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.memory.Array;
import dev.adjoint.op.SoftmaxGradient;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of softmax and log-softmax along the last axis of row-major floats, a line at a time. */
final class SoftmaxGradientKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private static final Expr WEIGHTED = input(0).chain(input(1));
    private static final Formulas WEIGHTED_SUM = new Formulas(2, 0, List.of(FoldKind.SUM), WEIGHTED);

    private final boolean log;
    private final long count;
    private final int length;
    private final long scale;
    private final LineFolds folds;
    /** Sums what {@link #weighted} would write. */
    private final @Nullable MachineLine product;

    private final LineProgram weighted;
    private final LineProgram result;

    private SoftmaxGradientKernel(SoftmaxGradient op, Array y, int length, VectorLoops loops) {
        this.log = op.log();
        this.count = y.size() / length;
        this.length = length;
        this.scale = LineProgram.bits((float) op.scale());
        this.folds = new LineFolds(length, loops);
        this.product = loops.warmth().line(WEIGHTED_SUM);
        this.weighted = new LineProgram(length, 2, loops, WEIGHTED);
        Expr softmax = input(0).minus(parameter(0)).chain(input(1));
        Expr logarithm = input(0).minus(parameter(0).chain(input(1).exp()));
        this.result = new LineProgram(length, 2, loops, (log ? logarithm : softmax).times(parameter(1)));
    }

    /** A kernel for lines of floats that follow each other; null for others. */
    static @Nullable SoftmaxGradientKernel of(SoftmaxGradient op, Array dy, Array y, VectorLoops loops) {
        int last = y.shape().rank() - 1;
        boolean lines = op.axis() == last
                && y.dtype() == DType.FLOAT32
                && y.size() > 0
                && y.layout().isContiguous()
                && dy.layout().isContiguous()
                && y.shape().dim(last) <= VectorLoop.LONGEST;
        return lines ? new SoftmaxGradientKernel(op, y, (int) y.shape().dim(last), loops) : null;
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long dy = inputs[0].address();
        long y = inputs[1].address();
        long dx = outputs[0].address();
        long bytes = (long) length * Float.BYTES;
        double nanoseconds = NANOSECONDS * count * length;
        VectorLoop weigh = log || product != null ? null : weighted.loop(nanoseconds + LineProgram.EACH * count);
        VectorLoop finish = result.loop(nanoseconds + LineProgram.EACH * count);
        Parts.each(count, nanoseconds, (first, last) -> {
            LineFolds.Run line = folds.run();
            long[] room = new long[product == null ? 3 : product.room()];
            long[] at = {0, 0, 0, 0, scale};
            for (long offset = first * bytes; offset < last * bytes; offset += bytes) {
                double total;
                if (log) {
                    total = line.sum(dy + offset);
                } else if (product != null) {
                    room[0] = dy + offset;
                    room[1] = y + offset;
                    product.run(room, length);
                    total = product.sum(room, 0, length);
                } else {
                    room[0] = dx + offset;
                    room[1] = dy + offset;
                    room[2] = y + offset;
                    weighted.run(weigh, room);
                    total = line.sum(dx + offset);
                }
                at[0] = dx + offset;
                at[1] = dy + offset;
                at[2] = y + offset;
                at[3] = LineProgram.bits((float) total);
                result.run(finish, at);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

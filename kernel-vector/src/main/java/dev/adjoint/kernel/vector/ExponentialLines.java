package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exponentials of lines of floats, of each line over its greatest element, so that nothing overflows; with the same bits
 * cold and warm. Their sum is in double.
 */
final class ExponentialLines {

    private static final Expr POWER = input(0).minus(parameter(0)).exp();
    /** Writes exponentials and sums them. */
    private static final Formulas WRITTEN = new Formulas(1, 1, List.of(FoldKind.SUM), POWER, POWER);
    /** Sums them alone. */
    private static final Formulas SUMMED = new Formulas(1, 1, List.of(FoldKind.SUM), POWER);

    private final int length;
    private final LineFolds folds;
    private final LineProgram power;
    private final @Nullable Machine machine;

    /** Both in machine code. */
    private record Machine(MachineLine written, MachineLine summed) {}

    ExponentialLines(int length, VectorLoops loops) {
        this.length = length;
        this.folds = new LineFolds(length, loops);
        this.power = new LineProgram(length, 1, loops, POWER);
        MachineLine writing = loops.warmth().line(WRITTEN);
        MachineLine summing = loops.warmth().line(SUMMED);
        this.machine = writing == null || summing == null ? null : new Machine(writing, summing);
    }

    /**
     * For one thread's stretch of lines.
     *
     * @param nanoseconds what all lines of the kernel's run take
     */
    Run run(double nanoseconds) {
        return new Run(machine != null ? null : power.loop(nanoseconds));
    }

    /** One line after the other, all by the same loops. */
    final class Run {
        private final LineFolds.Run fold = folds.run();
        private final @Nullable VectorLoop loop;
        private final long[] at = new long[machine == null ? 0 : machine.written.room()];
        private float greatest;

        private Run(@Nullable VectorLoop loop) {
            this.loop = loop;
        }

        /** What the last line's elements were taken over. */
        float greatest() {
            return greatest;
        }

        /** Sums of lines, of which the kernel has use beside. */
        LineFolds.Run folds() {
            return fold;
        }

        /** The sum of a line's exponentials; they are in {@code y} then. */
        double write(long x, long y) {
            greatest = fold.max(x);
            if (machine == null) {
                power.run(loop, y, x, LineProgram.bits(greatest));
                return fold.sum(y);
            }
            at[0] = y;
            at[1] = x;
            at[2] = LineProgram.bits(greatest);
            machine.written.run(at, length);
            return machine.written.sum(at, 0, length);
        }

        /** The sum of a line's exponentials; {@code scratch} may be overwritten. */
        double sum(long x, long scratch) {
            if (machine == null) {
                return write(x, scratch);
            }
            greatest = fold.max(x);
            at[0] = x;
            at[1] = LineProgram.bits(greatest);
            machine.summed.run(at, length);
            return machine.summed.sum(at, 0, length);
        }
    }
}

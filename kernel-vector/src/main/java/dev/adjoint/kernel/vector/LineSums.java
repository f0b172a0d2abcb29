package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.vector.MachineLine.Formulas;
import dev.adjoint.kernel.x86.FoldKind;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Sums in double of what formulas make of lines of floats of one length: machine code sums as it computes and writes
 * nothing; elsewhere each formula is written to scratch memory, which is then summed. The bits are the same.
 */
final class LineSums {

    private final int length;
    private final int operands;
    private final int count;
    private final @Nullable MachineLine machine;
    private final List<LineProgram> programs;
    private final LineFolds folds;

    /**
     * @param length the elements of a line
     * @param inputs how many lines are read
     * @param parameters how many numbers are given
     * @param loops where loops come from
     * @param formulas one for each sum
     */
    LineSums(int length, int inputs, int parameters, VectorLoops loops, Expr... formulas) {
        this.length = length;
        this.operands = inputs + parameters;
        this.count = formulas.length;
        List<FoldKind> sums = Collections.nCopies(count, FoldKind.SUM);
        this.machine = loops.warmth().line(new Formulas(inputs, parameters, sums, formulas));
        this.programs = Stream.of(formulas)
                .map(formula -> new LineProgram(length, inputs, loops, formula))
                .toList();
        this.folds = new LineFolds(length, loops);
    }

    /** What a stretch of lines is summed by: all lines the same loops. */
    final class Run {
        private final LineFolds.Run line = folds.run();
        private final double[] sums = new double[count];
        private final long[] room = new long[machine == null ? 1 + operands : machine.room()];
        private final @Nullable VectorLoop[] loops = new VectorLoop[count];

        private Run(double nanoseconds) {
            for (int i = 0; i < count && machine == null; i++) {
                loops[i] = programs.get(i).loop(nanoseconds);
            }
        }

        /**
         * The sums over one line.
         *
         * @param scratch where a line may be written
         * @param at the addresses of what is read, then the parameters as the bits of a double
         * @return the same array each time
         */
        double[] of(long scratch, long... at) {
            if (machine != null) {
                System.arraycopy(at, 0, room, 0, operands);
                machine.run(room, length);
            }
            for (int i = 0; i < count; i++) {
                sums[i] = machine != null ? machine.sum(room, i, length) : written(i, scratch, at);
            }
            return sums;
        }

        private double written(int formula, long scratch, long... at) {
            room[0] = scratch;
            System.arraycopy(at, 0, room, 1, operands);
            programs.get(formula).run(loops[formula], room);
            return line.sum(scratch);
        }
    }

    /**
     * Begins a stretch of lines.
     *
     * @param nanoseconds what all lines take, roughly
     */
    Run run(double nanoseconds) {
        return new Run(nanoseconds);
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Program;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.kernel.x86.MachineLoop;
import dev.adjoint.kernel.x86.Processor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop over lines of floats in machine code, which may fold what it computes on the way: lines are read once, and nothing
 * is written that is only summed.
 *
 * <p>It is run on an array of addresses, parameters and room for results, which its caller keeps from one line to the next.
 */
final class MachineLine {

    private static final int FOLD = FoldKind.BYTES / Long.BYTES;
    private static final int STRANDS = FoldKind.STRANDS;

    private final MachineLoop loop;
    private final int results;
    private final int room;

    /**
     * What a line is computed by; equal ones are one loop.
     *
     * @param inputs how many lines are read
     * @param parameters how many numbers are given
     * @param folds what becomes of the last formulas; the others are written
     * @param formulas in inputs and parameters
     */
    record Formulas(int inputs, int parameters, List<FoldKind> folds, List<Expr> formulas) {

        Formulas(int inputs, int parameters, List<FoldKind> folds, Expr... formulas) {
            this(inputs, parameters, folds, List.of(formulas));
        }
    }

    private MachineLine(MachineLoop loop, int operands, List<FoldKind> folds) {
        this.loop = loop;
        this.results = operands;
        this.room = results + folds.stream().mapToInt(FoldKind::places).sum() * FOLD;
    }

    /** The loop of some formulas; null if there is none. */
    static @Nullable MachineLine of(Processor processor, Formulas formulas) {
        TileProgram program = TileProgram.of(Program.of(formulas.formulas), formulas.inputs, true);
        MachineLoop loop = MachineCode.folding(processor, program, formulas.parameters, 0, formulas.folds);
        int operands = formulas.formulas.size() - formulas.folds.size() + formulas.inputs + formulas.parameters;
        return loop == null ? null : new MachineLine(loop, operands, formulas.folds);
    }

    /** The loop that sums the only result of a program, some of whose inputs may be one number; null if there is none. */
    static @Nullable MachineLine sum(Processor processor, TileProgram program, long repeated) {
        List<FoldKind> sum = List.of(FoldKind.SUM);
        MachineLoop loop = MachineCode.folding(processor, program, program.parameters(), repeated, sum);
        int operands = program.inputs() + program.parameters();
        return loop == null ? null : new MachineLine(loop, operands, sum);
    }

    /** How long an array it is run on. */
    int room() {
        return room;
    }

    /**
     * Computes a line.
     *
     * @param at the addresses of the lines that are written, then of those that are read, then the parameters as the bits of
     *     doubles, then room
     * @param count the elements of a line
     */
    void run(long[] at, int count) {
        loop.run(at, count);
    }

    /** A sum of the last line: of its strands as {@link FloatFold} joins them, then of the elements that are left. */
    double sum(long[] at, int fold, int count) {
        int place = results + fold * FOLD;
        double sum = joined(at, place);
        for (int i = 0; i < count % STRANDS; i++) {
            sum += rest(at, place, i);
        }
        return sum;
    }

    /** The sum of the distances from the origin, as {@link #sum}. */
    double distances(long[] at, int count, double origin) {
        double sum = joined(at, results);
        for (int i = 0; i < count % STRANDS; i++) {
            sum += rest(at, results, i) - origin;
        }
        return sum;
    }

    /** The sum of the squares of the distances. */
    double squares(long[] at, int count, double origin) {
        double sum = joined(at, results + FOLD);
        for (int i = 0; i < count % STRANDS; i++) {
            double distance = rest(at, results, i) - origin;
            sum += distance * distance;
        }
        return sum;
    }

    /** The greatest element of the last line. */
    float greatest(long[] at) {
        return element(at, results, 0);
    }

    /** The sum of the strands. */
    private static double joined(long[] at, int place) {
        return Double.longBitsToDouble(at[place]);
    }

    private static float rest(long[] at, int place, int i) {
        return element(at, place + FoldKind.REST / Long.BYTES, i);
    }

    private static float element(long[] at, int place, int i) {
        return Float.intBitsToFloat((int) (at[place + i / 2] >>> (i % 2 * Integer.SIZE)));
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Program;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.kernel.x86.MachineLoop;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.shape.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop over lines of floats or doubles in machine code, which may fold what it computes on the way: lines are read once, and nothing
 * is written that is only summed.
 *
 * <p>It is run on an array of addresses, parameters and room for results, which its caller keeps from one line to the next.
 */
final class MachineLine {

    private static final int FOLD = FoldKind.BYTES / Long.BYTES;

    private final MachineLoop loop;
    private final boolean single;
    private final int strands;
    private final int results;
    private final int room;

    /**
     * What a line is computed by; equal ones are one loop.
     *
     * @param inputs how many lines are read
     * @param parameters how many numbers are given
     * @param folds what becomes of the last formulas; the others are written
     * @param formulas in inputs and parameters
     * @param dtype float32 or float64
     */
    record Formulas(int inputs, int parameters, List<FoldKind> folds, List<Expr> formulas, DType dtype) {

        /** Of floats. */
        Formulas(int inputs, int parameters, List<FoldKind> folds, Expr... formulas) {
            this(inputs, parameters, folds, List.of(formulas), DType.FLOAT32);
        }

        Formulas ofDoubles() {
            return new Formulas(inputs, parameters, folds, formulas, DType.FLOAT64);
        }
    }

    private MachineLine(MachineLoop loop, int operands, List<FoldKind> folds, DType dtype) {
        this.loop = loop;
        this.single = dtype == DType.FLOAT32;
        this.strands = single ? FoldKind.STRANDS : FoldKind.STRANDS / 2;
        this.results = operands;
        this.room = results + folds.stream().mapToInt(FoldKind::places).sum() * FOLD;
    }

    /** The loop of some formulas; null if there is none. */
    static @Nullable MachineLine of(Processor processor, Formulas formulas) {
        TileProgram program = TileProgram.of(Program.of(formulas.formulas), formulas.inputs, true);
        MachineLoop loop =
                MachineCode.folding(processor, program, formulas.parameters, 0, formulas.folds, formulas.dtype);
        int operands = formulas.formulas.size() - formulas.folds.size() + formulas.inputs + formulas.parameters;
        return loop == null ? null : new MachineLine(loop, operands, formulas.folds, formulas.dtype);
    }

    /** The loop that sums the only result of a program on floats, some of whose inputs may be one number; null if there is none. */
    static @Nullable MachineLine sum(Processor processor, TileProgram program, long repeated) {
        List<FoldKind> sum = List.of(FoldKind.SUM);
        MachineLoop loop = MachineCode.folding(processor, program, program.parameters(), repeated, sum, DType.FLOAT32);
        int operands = program.inputs() + program.parameters();
        return loop == null ? null : new MachineLine(loop, operands, sum, DType.FLOAT32);
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

    /** A sum of the last line: of its strands as {@link FloatFold} and {@link DoubleFold} join them, then of the elements that are left. */
    double sum(long[] at, int fold, int count) {
        int place = results + fold * FOLD;
        double sum = joined(at, place);
        for (int i = 0; i < count % strands; i++) {
            sum += rest(at, place, i);
        }
        return sum;
    }

    /** The sum of the distances from the origin, as {@link #sum}. */
    double distances(long[] at, int count, double origin) {
        double sum = joined(at, results);
        for (int i = 0; i < count % strands; i++) {
            sum += rest(at, results, i) - origin;
        }
        return sum;
    }

    /** The sum of the squares of the distances. */
    double squares(long[] at, int count, double origin) {
        double sum = joined(at, results + FOLD);
        for (int i = 0; i < count % strands; i++) {
            double distance = rest(at, results, i) - origin;
            sum += distance * distance;
        }
        return sum;
    }

    /** The greatest element of the last line. */
    double greatest(long[] at) {
        return element(at, results, 0);
    }

    /** The sum of the strands. */
    private static double joined(long[] at, int place) {
        return Double.longBitsToDouble(at[place]);
    }

    private double rest(long[] at, int place, int i) {
        return element(at, place + FoldKind.REST / Long.BYTES, i);
    }

    private double element(long[] at, int place, int i) {
        return !single
                ? Double.longBitsToDouble(at[place + i])
                : Float.intBitsToFloat((int) (at[place + i / 2] >>> (i % 2 * Integer.SIZE)));
    }
}

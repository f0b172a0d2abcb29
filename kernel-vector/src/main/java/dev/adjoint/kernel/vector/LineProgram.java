package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Operand;
import dev.adjoint.expr.Program;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A formula for lines of one length, which kernels run again and again as one of their steps: by plain loops, or
 * by a vector loop once there is one, with the same bits.
 */
final class LineProgram {

    /** The nanoseconds of a line beyond its elements, as long as there is no vector loop. */
    static final double EACH = 250;

    private final Tiles<?> plain;
    private final TileProgram program;
    private final ProgramLoops loops;
    private final Scratch.Pool pool;
    private final TilePlan plan;
    private final int length;
    private final int outputs;
    private final int inputs;

    /**
     * Lines of floats.
     *
     * @param length the elements of a line
     * @param inputs how many lines are read
     * @param loops where vector loops come from
     * @param formulas one for each line that is written
     */
    LineProgram(int length, int inputs, VectorLoops loops, Expr... formulas) {
        this(DType.FLOAT32, length, inputs, loops, formulas);
    }

    /**
     * Lines of one type.
     *
     * @param dtype float32 or float64
     * @param length the elements of a line
     * @param inputs how many lines are read
     * @param loops where vector loops come from
     * @param formulas one for each line that is written
     */
    LineProgram(DType dtype, int length, int inputs, VectorLoops loops, Expr... formulas) {
        this.plain = Tiles.of(dtype);
        this.program = TileProgram.of(Program.of(List.of(formulas)), inputs, true);
        this.pool = loops.pool();
        this.length = length;
        this.outputs = formulas.length;
        this.inputs = inputs;
        this.plan =
                TilePlan.of(types(dtype, inputs), lines(inputs, length), types(dtype, outputs), lines(outputs, length));
        this.loops = loops.of(program, 0, dtype);
    }

    private static DType[] types(DType dtype, int count) {
        DType[] types = new DType[count];
        Arrays.fill(types, dtype);
        return types;
    }

    private static Layout[] lines(int count, int floats) {
        Layout[] layouts = new Layout[count];
        Arrays.fill(layouts, Layout.contiguous(Shape.of(floats)));
        return layouts;
    }

    /** The vector loop; null if there is none yet, which is asked for when runs add up. */
    @Nullable
    VectorLoop loop(double nanoseconds) {
        return loops.whole(nanoseconds);
    }

    /**
     * Computes a line.
     *
     * @param loop what {@link #loop} answered, the same for all lines of a run
     * @param at the addresses of the lines that are written, then of those that are read, then the parameters as the bits
     *     of a double
     */
    void run(@Nullable VectorLoop loop, long... at) {
        runFirst(length, loop, at);
    }

    /**
     * Computes the beginning of a line.
     *
     * @param floats how many elements, at least one
     * @param loop what {@link #loop} answered
     * @param at as for {@link #run}
     */
    void runFirst(int floats, @Nullable VectorLoop loop, long... at) {
        if (loop != null) {
            loop.run(at, floats);
            return;
        }
        double[] numbers = new double[program.numbers().size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = switch (program.numbers().get(k)) {
                case Operand.Parameter(int index) -> Double.longBitsToDouble(at[outputs + inputs + index]);
                case Operand.Constant(double value) -> value;
                case Operand other -> throw new IllegalStateException("a number that is " + other);
            };
        }
        long[] written = Arrays.copyOf(at, outputs);
        long[] read = Arrays.copyOfRange(at, outputs, outputs + inputs);
        TilePlan part = floats == length ? plan : plan.first(floats);
        new PlainTileRun<>(plain, program, part, read, written, numbers, pool).tiles(0, part.tiles());
    }

    /** A parameter as it is handed over. */
    static long bits(float parameter) {
        return Double.doubleToRawLongBits(parameter);
    }
}

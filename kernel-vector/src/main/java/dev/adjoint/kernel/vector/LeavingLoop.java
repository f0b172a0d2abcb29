package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Operand;
import dev.adjoint.kernel.x86.MachineLoop;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A loop in machine code that is left where it meets an argument that it has no code for, such as the sine of a huge number:
 * plain loops compute that vector, with the same bits, and the loop goes on behind it.
 */
final class LeavingLoop implements VectorLoop {

    private final MachineLoop loop;
    private final TileProgram program;
    private final Tiles<?> plain;
    private final TilePlan plan;
    private final long repeated;
    private final DType dtype;
    private final int lanes;
    private final Scratch.Pool pool = new Scratch.Pool();

    /**
     * @param loop computes nearly all
     * @param program what to compute
     * @param repeated bit {@code i} is set if input {@code i} is one number for all elements
     * @param dtype float32 or float64
     * @param lanes the elements of a vector
     */
    LeavingLoop(MachineLoop loop, TileProgram program, long repeated, DType dtype, int lanes) {
        this.loop = loop;
        this.program = program;
        this.plain = Tiles.of(dtype);
        this.repeated = repeated;
        this.dtype = dtype;
        this.lanes = lanes;
        this.plan = TilePlan.of(
                types(program.inputs()),
                IntStream.range(0, program.inputs()).mapToObj(this::input).toArray(Layout[]::new),
                types(program.outputs()),
                IntStream.range(0, program.outputs()).mapToObj(_ -> line(1)).toArray(Layout[]::new));
    }

    private DType[] types(int count) {
        DType[] types = new DType[count];
        Arrays.fill(types, dtype);
        return types;
    }

    private Layout line(long stride) {
        return Layout.of(Shape.of(lanes), new long[] {stride}, 0);
    }

    private Layout input(int index) {
        return line(isRepeated(index) ? 0 : 1);
    }

    private boolean isRepeated(int input) {
        return input >= 0 && (repeated >>> input & 1) != 0;
    }

    @Override
    public void run(long[] at, int count) {
        long left = loop.run(at, count);
        if (left < 0) {
            return;
        }
        long[] rest = at.clone();
        int todo = count;
        while (left >= 0) {
            move(rest, left);
            todo -= (int) (left / dtype.bytes());
            int vector = Math.min(todo, lanes);
            plain(plain, rest, vector);
            move(rest, (long) vector * dtype.bytes());
            todo -= vector;
            left = todo == 0 ? -1 : loop.run(rest, todo);
        }
    }

    /** Moves on in all operands that are not one number. */
    private void move(long[] at, long bytes) {
        for (int k = 0; k < program.outputs() + program.inputs(); k++) {
            at[k] += isRepeated(k - program.outputs()) ? 0 : bytes;
        }
    }

    private <T> void plain(Tiles<T> tiles, long[] at, int count) {
        int operands = program.outputs() + program.inputs();
        double[] numbers = new double[program.numbers().size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = switch (program.numbers().get(k)) {
                case Operand.Parameter(int index) -> Double.longBitsToDouble(at[operands + index]);
                case Operand.Constant(double value) -> value;
                case Operand other -> throw new IllegalStateException("a number that is " + other);
            };
        }
        long[] written = Arrays.copyOf(at, program.outputs());
        long[] read = Arrays.copyOfRange(at, program.outputs(), operands);
        new PlainTileRun<>(tiles, program, plan.first(count), read, written, numbers, pool).tiles(0, 1);
    }
}

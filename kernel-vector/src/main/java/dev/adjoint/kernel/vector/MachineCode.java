package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Operand;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.kernel.x86.FoldKind;
import dev.adjoint.kernel.x86.LoopWriter;
import dev.adjoint.kernel.x86.MachineLoop;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.shape.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link VectorLoop} as machine code: it is fast from its first run on, where a loop in bytecode waits for the last
 * compiler. The operations are those of {@link VectorSteps}, so the bits are the same.
 */
final class MachineCode {

    private final TileProgram program;
    private final long repeated;
    private final LoopWriter loop;
    private final VectorSteps steps;
    private final @Nullable Value[] slots;

    private final int written;

    private MachineCode(
            Processor processor, TileProgram program, int written, int parameters, long repeated, DType dtype) {
        this.program = program;
        this.written = written;
        this.repeated = repeated;
        this.loop = new LoopWriter(processor, dtype == DType.FLOAT32, written + program.inputs(), parameters);
        this.steps = new VectorSteps(new MachineVectors(loop), dtype);
        this.slots = new Value[program.slots()];
    }

    /**
     * The loop of a program.
     *
     * @param processor what it runs on
     * @param program what to compute
     * @param repeated bit {@code i} is set if input {@code i} is one number for all elements
     * @param dtype float32 or float64
     * @return null if there is no such loop: a step has no vector code, or it takes more registers than there are
     */
    static @Nullable VectorLoop of(Processor processor, TileProgram program, long repeated, DType dtype) {
        if ((program.ops() & TileOp.REFERENCE.bit()) != 0) {
            return null;
        }
        MachineLoop loop = new MachineCode(processor, program, program.outputs(), program.parameters(), repeated, dtype)
                .write(List.of());
        if (loop == null) {
            return null;
        }
        boolean leaves = (program.ops() & TileOp.leaving()) != 0;
        return leaves ? new LeavingLoop(loop, program, repeated, dtype, processor.lanes(dtype.bytes())) : loop::run;
    }

    /**
     * A loop over a line that folds its last results instead of writing them.
     *
     * @param processor what it runs on
     * @param program what to compute
     * @param parameters how many numbers it is given
     * @param repeated bit {@code i} is set if input {@code i} is one number for all elements
     * @param folds what becomes of the last results; of moments, parameter 0 is the origin
     * @param dtype float32 or float64
     * @return null if it takes more registers than there are
     */
    static @Nullable MachineLoop folding(
            Processor processor,
            TileProgram program,
            int parameters,
            long repeated,
            List<FoldKind> folds,
            DType dtype) {
        int written = program.outputs() - folds.size();
        return new MachineCode(processor, program, written, parameters, repeated, dtype).write(folds);
    }

    private @Nullable MachineLoop write(List<FoldKind> folds) {
        for (Step step : program.steps()) {
            // A slot may be written anew: all arguments are looked at first.
            slots[step.target()] =
                    steps.step(step.op(), slot(step.a()), slot(step.b()), slot(step.c()), slot(step.d()));
        }
        for (int k = 0; k < program.outputs(); k++) {
            LoopWriter.Value result = new LoopWriter.Value(slot(k).index());
            if (k < written) {
                loop.store(k, result);
            } else {
                loop.fold(folds.get(k - written), result, 0);
            }
        }
        return loop.write();
    }

    /** What stands in a slot; an operand is read when it is first asked for. */
    private Value slot(int slot) {
        Value known = slots[slot];
        if (known == null) {
            known = MachineVectors.out(operand(slot));
            slots[slot] = known;
        }
        return known;
    }

    private LoopWriter.Value operand(int slot) {
        int input = slot - program.registers();
        if (input < 0) {
            throw new IllegalStateException("a register that is read before it is written: " + slot);
        }
        if (input < program.inputs()) {
            int stream = written + input;
            return (repeated >>> input & 1) != 0 ? loop.repeated(stream) : loop.load(stream);
        }
        List<Operand> numbers = program.numbers();
        return switch (numbers.get(input - program.inputs())) {
            case Operand.Constant(double value) -> loop.constant(value);
            case Operand.Parameter(int index) -> loop.parameter(index);
            case Operand other -> throw new IllegalStateException("a number that is " + other);
        };
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Operand;
import dev.adjoint.kernel.vector.TileProgram.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * A program as vector loops over tiles: one for each step, or one for all.
 *
 * @param calls the loops in order, with the slots of their operands
 * @param isWhole whether one loop is the whole program: it takes parameters as numbers and has constants in its code
 */
record TileLoops(List<Call> calls, boolean isWhole) {

    /**
     * One loop on some slots.
     *
     * @param loop the loop
     * @param slots its operands, results first
     */
    record Call(VectorLoop loop, int... slots) {}

    /** A loop for each step. */
    static TileLoops steps(TileProgram program, List<VectorLoop> loops) {
        List<Call> calls = new ArrayList<>();
        for (int s = 0; s < loops.size(); s++) {
            Step step = program.steps().get(s);
            calls.add(new Call(loops.get(s), step.target(), step.a(), step.b(), step.c(), step.d()));
        }
        return new TileLoops(List.copyOf(calls), false);
    }

    /** One loop for all steps. */
    static TileLoops whole(TileProgram program, VectorLoop loop) {
        int[] slots = new int[program.outputs() + program.inputs() + program.parameters()];
        int at = 0;
        for (int k = 0; k < program.outputs(); k++) {
            slots[at++] = k;
        }
        for (int i = 0; i < program.inputs(); i++) {
            slots[at++] = program.input(i);
        }
        for (int k = 0; k < program.numbers().size(); k++) {
            if (program.numbers().get(k) instanceof Operand.Parameter(int index)) {
                slots[at + index] = program.number(k);
            }
        }
        return new TileLoops(List.of(new Call(loop, slots)), true);
    }
}

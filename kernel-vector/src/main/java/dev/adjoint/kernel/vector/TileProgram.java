package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.expr.Operand;
import dev.adjoint.expr.Program;
import dev.adjoint.expr.Program.Instruction;
import dev.adjoint.shape.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A program as steps over tiles, with all its operands in one row of slots: the registers (results first), then the
 * inputs, then the numbers (constants and parameters).
 *
 * @param steps what is computed, in order
 * @param registers the number of registers, results included
 * @param outputs the number of results
 * @param inputs the number of inputs
 * @param numbers the constants and parameters
 */
record TileProgram(List<Step> steps, int registers, int outputs, int inputs, List<Operand> numbers) {

    /**
     * One loop over a tile.
     *
     * @param op which loop
     * @param fn the primitive, for {@link TileOp#REFERENCE} and functions
     * @param target the slot of the result
     * @param a the slot of the first argument
     * @param b the slot of the second, or of the first where there is none, as for the others
     * @param c the slot of the third
     * @param d the slot of the fourth
     */
    record Step(TileOp op, Fn fn, int target, int a, int b, int c, int d) {}

    /**
     * The steps of a program.
     *
     * @param program what to compute
     * @param inputs the number of inputs
     * @param functions whether functions have loops of their own; else all but arithmetic is left to the reference
     */
    static TileProgram of(Program program, int inputs, boolean functions) {
        return new Lowering(program, inputs, functions).lower();
    }

    int slots() {
        return registers + inputs + numbers.size();
    }

    int input(int index) {
        return registers + index;
    }

    int number(int index) {
        return registers + inputs + index;
    }

    /** How many parameters are handed over: those up to the last one that is read. */
    int parameters() {
        int count = 0;
        for (Operand number : numbers) {
            count = number instanceof Operand.Parameter(int index) ? Math.max(count, index + 1) : count;
        }
        return count;
    }

    /** What an element of a type costs, roughly: a vector has half as many doubles as floats. */
    double nanoseconds(DType dtype) {
        return dtype == DType.FLOAT64 ? 2 * nanoseconds() : nanoseconds();
    }

    /** What a float costs, roughly, with the way to memory and back. */
    double nanoseconds() {
        double sum = 0.1 * (inputs + outputs);
        for (Step step : steps) {
            sum += step.op.nanoseconds();
        }
        return sum;
    }

    /** Whether a function beyond arithmetic has a loop. */
    boolean hasFunctions() {
        return steps.stream().anyMatch(step -> step.op == TileOp.of(step.fn));
    }

    /** The loops that occur, as a set of {@link TileOp#bit}s. */
    long ops() {
        long bits = 0;
        for (Step step : steps) {
            bits |= step.op.bit();
        }
        return bits;
    }

    /** Whether result {@code k} may be written over input {@code i} in place: nothing reads the input afterwards. */
    boolean mayOverwrite(int k, int i) {
        boolean written = false;
        for (Step step : steps) {
            int x = input(i);
            if (written && (step.a == x || step.b == x || step.c == x || step.d == x)) {
                return false;
            }
            written |= step.target == k;
        }
        return true;
    }

    /** Lowers one program. */
    private static final class Lowering {
        private final Program program;
        private final int inputs;
        private final boolean functions;
        private final int first;
        private final List<Step> steps = new ArrayList<>();
        private final List<Operand> numbers = new ArrayList<>();

        Lowering(Program program, int inputs, boolean functions) {
            this.program = program;
            this.inputs = inputs;
            this.functions = functions;
            this.first = program.registers();
        }

        TileProgram lower() {
            List<Instruction> list = program.instructions();
            for (int i = 0; i < list.size(); i++) {
                if (i + 1 < list.size() && fuses(list.get(i), list.get(i + 1), i + 1)) {
                    choice(list.get(i), list.get(i + 1));
                    i++;
                } else {
                    lower(list.get(i));
                }
            }
            return new TileProgram(List.copyOf(steps), first, program.outputs(), inputs, List.copyOf(numbers));
        }

        private void lower(Instruction step) {
            int r = step.target();
            int a = slot(step, 0);
            int b = slot(step, 1);
            int c = slot(step, 2);
            switch (step.fn()) {
                case IDENTITY -> add(TileOp.COPY, r, a);
                case ADD -> add(TileOp.ADD, r, a, b);
                case SUB -> add(TileOp.SUB, r, a, b);
                case MUL -> add(TileOp.MUL, r, a, b);
                case CHAIN -> add(TileOp.CHAIN, r, a, b);
                case DIV -> add(TileOp.DIV, r, a, b);
                case MIN -> add(TileOp.MIN, r, a, b);
                case MAX -> add(TileOp.MAX, r, a, b);
                case NEG -> add(TileOp.NEG, r, a);
                case ABS -> add(TileOp.ABS, r, a);
                case SQRT -> add(TileOp.SQRT, r, a);
                case EQ -> add(TileOp.EQ, r, a, b);
                case NE -> add(TileOp.NE, r, a, b);
                case LT -> add(TileOp.LT, r, a, b);
                case LE -> add(TileOp.LE, r, a, b);
                case GT -> add(TileOp.LT, r, b, a);
                case GE -> add(TileOp.LE, r, b, a);
                case AND -> add(TileOp.AND, r, a, b);
                case OR -> add(TileOp.OR, r, a, b);
                case ISNAN -> add(TileOp.NE, r, a, a);
                case NOT -> add(TileOp.NOT, r, a);
                case SELECT -> steps.add(new Step(TileOp.SELECT, Fn.SELECT, r, a, b, c, a));
                default -> {
                    TileOp own = functions ? TileOp.of(step.fn()) : null;
                    steps.add(new Step(own == null ? TileOp.REFERENCE : own, step.fn(), r, a, b, c, a));
                }
            }
        }

        private void choice(Instruction test, Instruction select) {
            boolean swapped = test.fn() == Fn.GT || test.fn() == Fn.GE;
            int x = slot(test, swapped ? 1 : 0);
            int y = slot(test, swapped ? 0 : 1);
            TileOp op = switch (test.fn()) {
                case LT, GT -> TileOp.SELECT_LT;
                case LE, GE -> TileOp.SELECT_LE;
                default -> TileOp.SELECT_EQ;
            };
            boolean inverted = test.fn() == Fn.NE;
            int z = slot(select, inverted ? 2 : 1);
            int w = slot(select, inverted ? 1 : 2);
            steps.add(new Step(op, Fn.SELECT, select.target(), x, y, z, w));
        }

        /** Whether a comparison is read by the selection after it and by nobody else. */
        private boolean fuses(Instruction test, Instruction select, int at) {
            Operand truth = new Operand.Register(test.target());
            return switch (test.fn()) {
                case EQ, NE, LT, LE, GT, GE ->
                    select.fn() == Fn.SELECT
                            && test.target() >= program.outputs()
                            && select.operands().get(0).equals(truth)
                            && !select.operands().subList(1, 3).contains(truth)
                            && !isReadAfter(truth, select, at);
                default -> false;
            };
        }

        private boolean isReadAfter(Operand truth, Instruction select, int at) {
            if (new Operand.Register(select.target()).equals(truth)) {
                return false;
            }
            for (Instruction later : program.instructions()
                    .subList(at + 1, program.instructions().size())) {
                if (later.operands().contains(truth)) {
                    return true;
                }
                if (new Operand.Register(later.target()).equals(truth)) {
                    return false;
                }
            }
            return false;
        }

        private void add(TileOp op, int target, int... args) {
            steps.add(new Step(op, Fn.IDENTITY, target, args[0], args[args.length - 1], args[0], args[0]));
        }

        private int slot(Instruction step, int argument) {
            return switch (step.operands()
                    .get(Math.min(argument, step.operands().size() - 1))) {
                case Operand.Register(int index) -> index;
                case Operand.Input(int index) -> first + index;
                case Operand number -> number(number);
            };
        }

        private int number(Operand number) {
            int at = numbers.indexOf(number);
            if (at < 0) {
                at = numbers.size();
                numbers.add(number);
            }
            return first + inputs + at;
        }
    }
}

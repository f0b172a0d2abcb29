package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.LoopGraph.Fold;
import dev.adjoint.kernel.x86.Registers.Borrowed;
import dev.adjoint.kernel.x86.Source.Constant;
import dev.adjoint.kernel.x86.Source.Register;

/**
 * Writes the folds of a loop: registers that are begun before its rounds, taken further in each of them, and joined and
 * handed over after the last.
 */
final class FoldCode {

    private final LoopGraph loop;
    private final Assembler code;
    private final Frame frame;
    private final Instructions instructions;
    private final Registers registers;
    private final Extremes extremes;

    /** For each fold, its registers. */
    private final int[][] sums;

    FoldCode(LoopGraph loop, Assembler code, Frame frame, Instructions instructions, Registers registers) {
        this.loop = loop;
        this.code = code;
        this.frame = frame;
        this.instructions = instructions;
        this.registers = registers;
        this.extremes = new Extremes(instructions, registers);
        this.sums = new int[loop.folds().size()][];
    }

    /** Takes registers and sets them to what a fold of nothing is. */
    void begin() {
        for (int f = 0; f < sums.length; f++) {
            FoldKind kind = loop.folds().get(f).kind();
            sums[f] = new int[registersOf(kind)];
            for (int k = 0; k < sums[f].length; k++) {
                sums[f][k] = registers.take();
                if (kind == FoldKind.MAX) {
                    instructions.copy(sums[f][k], least());
                } else {
                    instructions.clear(sums[f][k]);
                }
            }
        }
    }

    /** A strand for each lane of a register of doubles: floats have twice as many strands as doubles. */
    private int registersOf(FoldKind kind) {
        if (kind == FoldKind.MAX) {
            return 1;
        }
        return kind.registers * (instructions.wide() ? 1 : 2) / (instructions.single() ? 1 : 2);
    }

    private Constant least() {
        return instructions.single()
                ? code.constant(Float.floatToRawIntBits(Float.NEGATIVE_INFINITY), Float.BYTES)
                : code.constant(Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY), Double.BYTES);
    }

    /**
     * Folds the elements of one vector.
     *
     * @param vector which one of a round
     * @param rest whether it has those elements only that the mask of the rest has
     */
    void fold(int vector, boolean rest) {
        for (int f = 0; f < sums.length; f++) {
            fold(loop.folds().get(f), sums[f], vector, rest);
        }
    }

    private void fold(Fold fold, int[] own, int vector, boolean rest) {
        try (Borrowed borrowed = registers.new Borrowed()) {
            int x = borrowed.of(fold.node());
            if (fold.kind() == FoldKind.MAX) {
                int greatest = extremes.greatest(own[0], x);
                if (rest) {
                    int mask = instructions.wide() ? Instructions.REST_MASK : Instructions.REST_BITS;
                    instructions.blend(own[0], mask, new Register(greatest), own[0]);
                } else {
                    instructions.copy(own[0], new Register(greatest));
                }
                registers.giveBack(greatest);
            } else if (rest) {
                instructions.store(x, frame.result(fold.place() + FoldKind.REST + vector * instructions.bytes()));
            } else if (!instructions.single()) {
                add(fold, own, vector, x, fold.kind() == FoldKind.MOMENTS ? borrowed.another() : x);
            } else {
                int doubles = borrowed.another();
                half(fold, own, 2 * vector, x, doubles);
                instructions.upper(doubles, x);
                half(fold, own, 2 * vector + 1, doubles, doubles);
            }
        }
    }

    /** The lower half of a vector of floats, as doubles. */
    private void half(Fold fold, int[] own, int which, int x, int doubles) {
        instructions.widen(doubles, x);
        add(fold, own, which, doubles, doubles);
    }

    /** Adds doubles to their strands; of moments, their distances, which are put in another register. */
    private void add(Fold fold, int[] own, int which, int x, int doubles) {
        if (fold.kind() == FoldKind.MOMENTS) {
            instructions.subtractDoubles(doubles, x, registers.source(fold.origin()));
        }
        instructions.addDoubles(own[which], own[which], new Register(doubles));
        if (fold.kind() == FoldKind.MOMENTS) {
            int squares = own[own.length / 2 + which];
            instructions.square(doubles);
            instructions.addDoubles(squares, squares, new Register(doubles));
        }
    }

    /** Joins what registers hold, and hands it over. */
    void end() {
        for (int f = 0; f < sums.length; f++) {
            Fold fold = loop.folds().get(f);
            int each = sums[f].length / fold.kind().places();
            for (int k = 0; k < fold.kind().places(); k++) {
                if (fold.kind() == FoldKind.MAX) {
                    greatestOfAll(sums[f][k]);
                } else {
                    join(sums[f], k * each, each);
                }
                instructions.store(sums[f][k * each], frame.result(fold.place() + k * FoldKind.BYTES));
            }
        }
    }

    /** Puts the greatest of all lanes in the first. */
    private void greatestOfAll(int own) {
        for (int step = 0; step < instructions.exchanges() + (instructions.single() ? 1 : 0); step++) {
            int moved = registers.take();
            instructions.exchange(moved, own, step);
            int greater = extremes.greatest(own, moved);
            instructions.copy(own, new Register(greater));
            registers.giveBack(greater);
            registers.giveBack(moved);
        }
    }

    /** Adds up strands: those of half of all apart first, then so what is left. The sum is in the first lane. */
    private void join(int[] own, int first, int count) {
        for (int apart = count / 2; apart > 0; apart /= 2) {
            for (int k = first; k < first + apart; k++) {
                instructions.addDoubles(own[k], own[k], new Register(own[k + apart]));
            }
        }
        int moved = registers.take();
        for (int step = 0; step < instructions.exchanges(); step++) {
            instructions.exchange(moved, own[first], step);
            instructions.addDoubles(own[first], own[first], new Register(moved));
        }
        registers.giveBack(moved);
    }
}

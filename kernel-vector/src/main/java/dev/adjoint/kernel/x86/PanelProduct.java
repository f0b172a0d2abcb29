package dev.adjoint.kernel.x86;

import static dev.adjoint.kernel.x86.Assembler.R11;
import static dev.adjoint.kernel.x86.Assembler.RAX;
import static dev.adjoint.kernel.x86.Assembler.RBP;
import static dev.adjoint.kernel.x86.Assembler.RBX;
import static dev.adjoint.kernel.x86.Assembler.RCX;
import static dev.adjoint.kernel.x86.Assembler.RDX;
import static dev.adjoint.kernel.x86.Assembler.RSI;

import dev.adjoint.kernel.x86.CodeBuffer.Label;
import dev.adjoint.kernel.x86.Source.Memory;
import dev.adjoint.kernel.x86.Source.Register;

/**
 * Writes the innermost loops of a product of matrices: panels of rows of the left factor times panels of columns of the right
 * one, all packed. A block of the result, as many rows as a panel has by one or two vectors, has its sums in registers.
 *
 * <p>For each position of the sums there are one or two vectors of the right panel, and each element of the left one is
 * spread and multiplied by these: with 14 rows and two vectors of 512 bits that is 16 loads for 28 multiply-adds. Sums start
 * from zero, and are added to what the result, or something in its place, held before.
 */
final class PanelProduct {

    /** The positions that the loop takes in a round. */
    private static final int UNROLLED = 4;

    /** How many positions ahead a packed right panel is fetched: as a rule that is the next one. */
    private static final int AHEAD = 256;

    private static final int LINE = 64;

    /** Caches that lines are fetched to, by their codes. */
    private static final int FIRST_CACHE = 1;

    private static final int SECOND_CACHE = 2;

    // General registers.

    private static final int LEFT = RAX;
    private static final int RIGHT = RCX;
    private static final int DEPTH = RDX;
    private static final int LEFT_PANEL = RBP;
    private static final int RIGHT_PANEL = RBX;
    private static final int RIGHT_STEP = RSI;
    private static final int BEFORE_STEP = 8;
    private static final int RESULT_STEP = 9;
    private static final int BEFORE = 10;
    private static final int RESULT = R11;
    private static final int ROW_PANELS = 12;
    private static final int COLUMN_PANELS = 13;
    private static final int BEFORE_COLUMN = 14;
    private static final int RESULT_COLUMN = 15;

    private final Assembler code;
    private final Instructions instructions;
    private final boolean single;
    private final int rows;
    private final int vectors;
    private final boolean lines;
    private final boolean direct;
    private final int element;
    private final Opcode multiplyAdd;
    private final Opcode add;

    /**
     * @param wide whether vectors are of 512 bits, else of 256
     * @param single whether elements are floats, else doubles
     * @param rows of a panel of the left factor
     * @param vectors of a row of a panel of the right one
     * @param lines whether the left panel has a vector of each row in turn, else one element of each
     * @param direct whether the right panel lies in a matrix, where what follows its last elements is not to be read
     */
    PanelProduct(boolean wide, boolean single, int rows, int vectors, boolean lines, boolean direct) {
        this.code = new Assembler(wide);
        this.instructions = new Instructions(code, wide, single);
        this.single = single;
        this.rows = rows;
        this.vectors = vectors;
        this.lines = lines;
        this.direct = direct;
        this.element = single ? Float.BYTES : Double.BYTES;
        this.multiplyAdd = new Opcode(2, 1, !single, 0xb8);
        this.add = new Opcode(1, single ? 0 : 1, !single, 0x58);
    }

    /** The code: a C function {@code void multiply(long *numbers, long unused)}, with the numbers of {@link PanelNumbers}. */
    byte[] write() {
        Label columns = new Label();
        Label panel = new Label();
        code.pushAll();
        instructions.loadMask(PanelNumbers.at(PanelNumbers.MASK), LEFT);
        code.load(RIGHT_PANEL, PanelNumbers.at(PanelNumbers.RIGHT));
        code.load(BEFORE_COLUMN, PanelNumbers.at(PanelNumbers.BEFORE));
        code.load(RESULT_COLUMN, PanelNumbers.at(PanelNumbers.RESULT));
        code.load(BEFORE_STEP, PanelNumbers.at(PanelNumbers.BEFORE_STEP));
        code.load(RESULT_STEP, PanelNumbers.at(PanelNumbers.RESULT_STEP));
        code.load(RIGHT_STEP, PanelNumbers.at(PanelNumbers.RIGHT_STEP));
        code.load(COLUMN_PANELS, PanelNumbers.at(PanelNumbers.COLUMN_PANELS));
        code.label(columns);
        code.load(LEFT_PANEL, PanelNumbers.at(PanelNumbers.LEFT));
        code.load(ROW_PANELS, PanelNumbers.at(PanelNumbers.ROW_PANELS));
        code.move(BEFORE, BEFORE_COLUMN);
        code.move(RESULT, RESULT_COLUMN);
        code.label(panel);
        block();
        code.load(LEFT, PanelNumbers.at(PanelNumbers.LEFT_PANEL));
        code.general(Assembler.ADD, LEFT_PANEL, LEFT);
        code.subtract(ROW_PANELS, 1);
        code.jump(Assembler.NOT_EQUAL, panel);
        code.load(LEFT, PanelNumbers.at(PanelNumbers.RIGHT_PANEL));
        code.general(Assembler.ADD, RIGHT_PANEL, LEFT);
        code.load(LEFT, PanelNumbers.at(PanelNumbers.BEFORE_PANEL));
        code.general(Assembler.ADD, BEFORE_COLUMN, LEFT);
        code.add(RESULT_COLUMN, vectors * instructions.bytes());
        code.subtract(COLUMN_PANELS, 1);
        code.jump(Assembler.NOT_EQUAL, columns);
        code.popAll();
        code.ret();
        return code.bytes();
    }

    /** One panel by one panel. */
    private void block() {
        Label rounds = new Label();
        Label rest = new Label();
        Label one = new Label();
        Label done = new Label();
        // The result is written when all sums are there: by then it has come to the cache.
        code.move(DEPTH, RESULT);
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                code.prefetch(FIRST_CACHE, Memory.at(DEPTH, v * instructions.bytes()));
            }
            code.general(Assembler.ADD, DEPTH, RESULT_STEP);
        }
        for (int i = 0; i < rows * vectors; i++) {
            instructions.clear(i);
        }
        code.move(LEFT, LEFT_PANEL);
        code.move(RIGHT, RIGHT_PANEL);
        code.load(DEPTH, PanelNumbers.at(PanelNumbers.DEPTH));
        code.subtract(DEPTH, UNROLLED);
        code.jump(Assembler.BELOW, rest);
        code.label(rounds);
        for (int k = 0; k < UNROLLED; k++) {
            position(k);
        }
        forward(UNROLLED);
        code.subtract(DEPTH, UNROLLED);
        code.jump(Assembler.NOT_BELOW, rounds);
        code.label(rest);
        code.add(DEPTH, UNROLLED);
        code.jump(Assembler.EQUAL, done);
        code.label(one);
        position(0);
        forward(1);
        code.subtract(DEPTH, 1);
        code.jump(Assembler.NOT_EQUAL, one);
        code.label(done);
        store();
    }

    /** All products of one position of the sums. */
    private void position(int k) {
        int right = rows * vectors;
        int spread = right + vectors;
        for (int v = 0; v < vectors; v++) {
            Memory from = Memory.at(RIGHT, v * instructions.bytes());
            if (direct && v == vectors - 1) {
                instructions.loadRest(right + v, from);
            } else {
                instructions.load(right + v, from);
            }
        }
        if (!direct) {
            int across = vectors * instructions.bytes();
            for (int at = 0; at < across; at += LINE) {
                code.prefetch(SECOND_CACHE, Memory.at(RIGHT, AHEAD * across + at));
            }
        }
        code.general(Assembler.ADD, RIGHT, RIGHT_STEP);
        for (int r = 0; r < rows; r++) {
            int place = lines ? r * instructions.bytes() + k * element : (k * rows + r) * element;
            instructions.spread(spread, single, Memory.at(LEFT, place));
            for (int v = 0; v < vectors; v++) {
                code.vector(multiplyAdd, r * vectors + v, spread, new Register(right + v));
            }
        }
    }

    /** To the next positions; in lines, from the end of a vector to that of the same row in the next column of vectors. */
    private void forward(int positions) {
        if (!lines) {
            code.add(LEFT, positions * rows * element);
            return;
        }
        Label within = new Label();
        code.add(LEFT, positions * element);
        code.test(LEFT, instructions.bytes() - 1);
        code.jump(Assembler.NOT_EQUAL, within);
        code.add(LEFT, (rows - 1) * instructions.bytes());
        code.label(within);
    }

    /** Adds the sums to what was there before. */
    private void store() {
        int before = rows * vectors;
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                Memory from = Memory.at(BEFORE, v * instructions.bytes());
                Memory to = Memory.at(RESULT, v * instructions.bytes());
                int sum = r * vectors + v;
                if (v == vectors - 1) {
                    instructions.loadRest(before, from);
                    code.vector(add, sum, before, new Register(sum));
                    instructions.storeRest(sum, to);
                } else {
                    code.vector(add, sum, sum, from);
                    instructions.store(sum, to);
                }
            }
            code.general(Assembler.ADD, BEFORE, BEFORE_STEP);
            code.general(Assembler.ADD, RESULT, RESULT_STEP);
        }
    }
}

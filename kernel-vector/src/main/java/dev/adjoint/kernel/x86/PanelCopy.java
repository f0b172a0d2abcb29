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
 * Writes the loops that pack factors of a product into panels: vector by vector where what follows each other in memory does
 * so in the panel, else by transposition in registers. They are C functions {@code void pack(long *numbers, long unused)}, with
 * the numbers of {@link PanelNumbers}.
 */
final class PanelCopy {

    /** The bytes of a quarter (or half) of a vector, within which elements change places. */
    private static final int PIECE = 16;

    private static final Opcode INSERT = new Opcode(3, 1, false, 0x18);
    private static final Opcode LOAD_PIECE = new Opcode(1, 0, false, 0x10);
    private static final Opcode LOAD_FLOAT = new Opcode(1, 2, false, 0x10);
    private static final Opcode LOAD_DOUBLE = new Opcode(1, 3, false, 0x10);
    private static final Opcode STORE_FLOAT = new Opcode(1, 2, false, Assembler.STORE);
    private static final Opcode STORE_DOUBLE = new Opcode(1, 3, false, Assembler.STORE);
    private static final Opcode LOW_FLOATS = new Opcode(1, 0, false, 0x14);
    private static final Opcode HIGH_FLOATS = new Opcode(1, 0, false, 0x15);
    private static final Opcode LOW_DOUBLES = new Opcode(1, 1, true, 0x14);
    private static final Opcode HIGH_DOUBLES = new Opcode(1, 1, true, 0x15);

    private static final int SOURCE = RAX;
    private static final int TARGET = RCX;
    private static final int SOURCE_PANEL = RBX;
    private static final int TARGET_PANEL = RBP;
    private static final int COUNT = RDX;
    private static final int FROM = R11;
    private static final int TO = 10;
    private static final int SOURCE_STEP = 8;
    private static final int PANELS = 12;

    /** For lines. */
    private static final int TARGET_STEP = 9;

    private static final int LINES = 13;
    private static final int VECTORS = 14;
    private static final int TARGET_VECTOR = 15;

    /** For elements one by one, where {@link #TARGET_VECTOR} is the step between those that are written. */
    private static final int SOURCE_ELEMENT = RSI;

    /** For columns: three steps, and as many as a piece has elements. */
    private static final int THREE_STEPS = 9;

    private static final int PIECE_STEPS = RSI;

    /** A vector register for what is gone with the next instruction. */
    private static final int SPARE = 8;

    private final boolean single;
    private final int element;
    private final int pieceElements;
    private final int vectorBytes;
    private final Assembler code;
    private final Instructions instructions;

    /**
     * @param wide whether vectors are of 512 bits, else of 256
     * @param single whether elements are floats, else doubles
     */
    PanelCopy(boolean wide, boolean single) {
        this.single = single;
        this.element = single ? Float.BYTES : Double.BYTES;
        this.pieceElements = PIECE / element;
        this.code = new Assembler(wide);
        this.instructions = new Instructions(code, wide, single);
        this.vectorBytes = instructions.bytes();
    }

    /** Lines of vectors, of which the last is read under the mask and followed by zeros. */
    byte[] lines() {
        code.pushAll();
        instructions.loadMask(PanelNumbers.at(PanelNumbers.MASK), RAX);
        code.load(SOURCE_STEP, PanelNumbers.at(PanelNumbers.SOURCE_STEP));
        code.load(TARGET_STEP, PanelNumbers.at(PanelNumbers.TARGET_STEP));
        code.load(VECTORS, PanelNumbers.at(PanelNumbers.VECTORS));
        code.load(TARGET_VECTOR, PanelNumbers.at(PanelNumbers.TARGET_VECTOR));
        panels(() -> panelOfLines(this::vectorsOfLine));
        return code.bytes();
    }

    /** Lines of elements with gaps between them, where they are read or where they are written. */
    byte[] elements() {
        code.pushAll();
        code.load(SOURCE_STEP, PanelNumbers.at(PanelNumbers.SOURCE_STEP));
        code.load(TARGET_STEP, PanelNumbers.at(PanelNumbers.TARGET_STEP));
        code.load(VECTORS, PanelNumbers.at(PanelNumbers.VECTORS));
        code.load(TARGET_VECTOR, PanelNumbers.at(PanelNumbers.TARGET_ELEMENT));
        code.load(SOURCE_ELEMENT, PanelNumbers.at(PanelNumbers.SOURCE_ELEMENT));
        panels(() -> panelOfLines(this::elementsOfLine));
        return code.bytes();
    }

    /** The loop over panels, with the end of the function. */
    private void panels(Runnable panel) {
        Label panels = new Label();
        code.load(SOURCE_PANEL, PanelNumbers.at(PanelNumbers.SOURCE));
        code.load(TARGET_PANEL, PanelNumbers.at(PanelNumbers.TARGET));
        code.load(PANELS, PanelNumbers.at(PanelNumbers.PANELS));
        code.label(panels);
        code.move(SOURCE, SOURCE_PANEL);
        code.move(TARGET, TARGET_PANEL);
        panel.run();
        code.load(COUNT, PanelNumbers.at(PanelNumbers.SOURCE_PANEL));
        code.general(Assembler.ADD, SOURCE_PANEL, COUNT);
        code.load(COUNT, PanelNumbers.at(PanelNumbers.TARGET_PANEL));
        code.general(Assembler.ADD, TARGET_PANEL, COUNT);
        code.subtract(PANELS, 1);
        code.jump(Assembler.NOT_EQUAL, panels);
        code.popAll();
        code.ret();
    }

    private void panelOfLines(Runnable copy) {
        Label line = new Label();
        code.load(LINES, PanelNumbers.at(PanelNumbers.LINES));
        code.label(line);
        code.move(FROM, SOURCE);
        code.move(TO, TARGET);
        code.move(COUNT, VECTORS);
        copy.run();
        code.general(Assembler.ADD, SOURCE, SOURCE_STEP);
        code.general(Assembler.ADD, TARGET, TARGET_STEP);
        code.subtract(LINES, 1);
        code.jump(Assembler.NOT_EQUAL, line);
    }

    private void vectorsOfLine() {
        Label vector = new Label();
        Label last = new Label();
        code.subtract(COUNT, 1);
        code.jump(Assembler.EQUAL, last);
        code.label(vector);
        instructions.load(0, Memory.at(FROM, 0));
        instructions.store(0, Memory.at(TO, 0));
        code.add(FROM, vectorBytes);
        code.general(Assembler.ADD, TO, TARGET_VECTOR);
        code.subtract(COUNT, 1);
        code.jump(Assembler.NOT_EQUAL, vector);
        code.label(last);
        instructions.loadRest(0, Memory.at(FROM, 0));
        instructions.store(0, Memory.at(TO, 0));
    }

    private void elementsOfLine() {
        Label next = new Label();
        code.label(next);
        code.scalar(single ? LOAD_FLOAT : LOAD_DOUBLE, 0, 0, Memory.at(FROM, 0));
        code.scalar(single ? STORE_FLOAT : STORE_DOUBLE, 0, 0, Memory.at(TO, 0));
        code.general(Assembler.ADD, FROM, SOURCE_ELEMENT);
        code.general(Assembler.ADD, TO, TARGET_VECTOR);
        code.subtract(COUNT, 1);
        code.jump(Assembler.NOT_EQUAL, next);
    }

    /** Columns that lie one by one, so many of them to a panel and zeros after them to a whole vector. */
    byte[] columns(int count) {
        code.pushAll();
        code.load(SOURCE_STEP, PanelNumbers.at(PanelNumbers.SOURCE_STEP));
        code.move(THREE_STEPS, SOURCE_STEP);
        code.shiftLeft(THREE_STEPS, 1);
        code.general(Assembler.ADD, THREE_STEPS, SOURCE_STEP);
        code.move(PIECE_STEPS, SOURCE_STEP);
        code.shiftLeft(PIECE_STEPS, Integer.numberOfTrailingZeros(pieceElements));
        panels(() -> panelOfColumns(count));
        return code.bytes();
    }

    private void panelOfColumns(int columns) {
        Label rounds = new Label();
        Label rest = new Label();
        Label one = new Label();
        Label done = new Label();
        code.load(COUNT, PanelNumbers.at(PanelNumbers.LINES));
        code.subtract(COUNT, pieceElements);
        code.jump(Assembler.BELOW, rest);
        code.label(rounds);
        positions(columns, pieceElements);
        code.subtract(COUNT, pieceElements);
        code.jump(Assembler.NOT_BELOW, rounds);
        code.label(rest);
        code.add(COUNT, pieceElements);
        code.jump(Assembler.EQUAL, done);
        code.label(one);
        positions(columns, 1);
        code.subtract(COUNT, 1);
        code.jump(Assembler.NOT_EQUAL, one);
        code.label(done);
    }

    /**
     * Some positions of all columns: register {@code q} takes pieces of columns {@code q}, {@code q + 4}, {@code q + 8} and so
     * on side by side, so that transposition within pieces puts columns in order.
     */
    private void positions(int columns, int positions) {
        int pieces = vectorBytes / PIECE;
        int lanes = pieces * pieceElements;
        int vectors = (columns + lanes - 1) / lanes;
        code.move(FROM, SOURCE);
        for (int v = 0; v < vectors; v++) {
            for (int piece = 0; piece < pieces; piece++) {
                for (int q = 0; q < pieceElements; q++) {
                    if (v * lanes + piece * pieceElements + q < columns) {
                        load(q, piece, positions, column(q));
                    } else if (piece == 0) {
                        instructions.clear(q);
                    }
                }
                code.general(Assembler.ADD, FROM, PIECE_STEPS);
            }
            transpose(v * vectorBytes, vectors * vectorBytes, positions);
        }
        code.add(SOURCE, positions * element);
        code.add(TARGET, positions * vectors * vectorBytes);
    }

    private static Memory column(int q) {
        return switch (q) {
            case 0 -> Memory.at(FROM, 0);
            case 1 -> Memory.indexed(FROM, SOURCE_STEP);
            case 2 -> Memory.doubles(FROM, SOURCE_STEP, 0);
            default -> Memory.indexed(FROM, THREE_STEPS);
        };
    }

    /** A piece, or one element with zeros after it. The first one clears the rest of the register. */
    private void load(int register, int piece, int positions, Memory from) {
        Opcode alone = single ? LOAD_FLOAT : LOAD_DOUBLE;
        if (piece == 0) {
            code.scalar(positions == 1 ? alone : LOAD_PIECE, register, 0, from);
        } else if (positions == 1) {
            code.scalar(alone, SPARE, 0, from);
            code.vector(INSERT, register, register, new Register(SPARE), piece);
        } else {
            code.vector(INSERT, register, register, from, piece);
        }
    }

    private void transpose(int at, int step, int positions) {
        int pairs = 0;
        if (single) {
            pairs = 4;
            for (int half = 0; half < 2; half++) {
                code.vector(LOW_FLOATS, pairs + half, 2 * half, new Register(2 * half + 1));
                code.vector(HIGH_FLOATS, pairs + 2 + half, 2 * half, new Register(2 * half + 1));
            }
        }
        for (int i = 0; i < positions; i++) {
            int pair = pairs + i / 2 * 2;
            code.vector(i % 2 == 0 ? LOW_DOUBLES : HIGH_DOUBLES, SPARE, pair, new Register(pair + 1));
            instructions.store(SPARE, Memory.at(TARGET, at + i * step));
        }
    }
}

package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.CodeBuffer.Label;
import dev.adjoint.kernel.x86.Source.Memory;
import dev.adjoint.kernel.x86.Source.Register;

/**
 * What loops do with vectors, in the instructions of the processor: with vectors of 512 bits truths are bits in mask
 * registers, with those of 256 they are vectors of ones and zeros.
 *
 * @param code where instructions go
 * @param wide whether vectors are of 512 bits
 * @param single whether elements are floats, else doubles
 */
record Instructions(Assembler code, boolean wide, boolean single) {

    /** The mask of the rest: a mask register, or with short vectors a register of bits. */
    static final int REST_MASK = 7;

    static final int REST_BITS = 15;

    private static final Opcode LOAD = new Opcode(1, 0, false, 0x10);
    private static final Opcode LOAD_DOUBLE = new Opcode(1, 1, true, 0x10);
    private static final Opcode STORE = new Opcode(1, 0, false, Assembler.STORE);
    private static final Opcode STORE_DOUBLE = new Opcode(1, 1, true, Assembler.STORE);
    private static final Opcode MOVE = new Opcode(1, 0, false, 0x28);
    private static final Opcode XOR = new Opcode(1, 1, false, 0xef);
    private static final Opcode WIDEN = new Opcode(1, 0, false, 0x5a);
    private static final Opcode NARROW_ONE = new Opcode(1, 3, false, 0x5a);
    private static final Opcode SPREAD_FLOAT = new Opcode(2, 1, false, 0x18);
    private static final Opcode SET_MASK = new Opcode(1, 0, false, 0x92);
    private static final Opcode ADD_DOUBLE = new Opcode(1, 1, true, 0x58);
    private static final Opcode SUB_DOUBLE = new Opcode(1, 1, true, 0x5c);
    private static final Opcode MUL_DOUBLE = new Opcode(1, 1, true, 0x59);
    private static final Opcode ANY_OF_MASK = new Opcode(1, 0, false, 0x98);
    private static final int UNORDERED = 3;

    /** The bytes of a vector. */
    int bytes() {
        return wide ? 64 : 32;
    }

    // Memory.

    void load(int target, Memory from) {
        code.vector(LOAD, target, 0, from);
    }

    void store(int register, Memory to) {
        code.vector(STORE, register, 0, to);
    }

    /** Those elements that the mask of the rest has; zeros elsewhere. */
    void loadRest(int target, Memory from) {
        if (wide) {
            code.masked(single ? LOAD : LOAD_DOUBLE, target, 0, from, REST_MASK);
        } else {
            code.vector(new Opcode(2, 1, false, single ? 0x2c : 0x2d), target, REST_BITS, from);
        }
    }

    void storeRest(int register, Memory to) {
        if (wide) {
            code.masked(single ? STORE : STORE_DOUBLE, register, 0, to, REST_MASK);
        } else {
            code.vector(new Opcode(2, 1, false, single ? 0x2e : 0x2f), register, REST_BITS, to);
        }
    }

    /** The mask of the rest from the bits of a general register. */
    void setRestMask(int general) {
        code.scalar(SET_MASK, REST_MASK, 0, new Register(general));
    }

    /** The mask of the rest from memory: the bits of a mask register, or with short vectors a vector of bits. */
    void loadMask(Memory from, int general) {
        if (wide) {
            code.load(general, from);
            setRestMask(general);
        } else {
            load(REST_BITS, from);
        }
    }

    // Copies.

    void copy(int target, Source source) {
        code.vector(MOVE, target, 0, source);
    }

    void clear(int target) {
        code.vector(XOR, target, target, new Register(target));
    }

    /** A number in memory, a double, in all lanes; as a float where those are asked for. */
    void spreadNumber(int target, boolean asFloat, Memory number) {
        if (asFloat) {
            code.scalar(NARROW_ONE, target, target, number);
            spread(target, true, new Register(target));
        } else {
            spread(target, false, number);
        }
    }

    /** One element in all lanes. */
    void spread(int target, boolean isFloat, Source element) {
        code.vector(isFloat ? SPREAD_FLOAT : new Opcode(2, 1, wide, 0x19), target, 0, element);
    }

    /** The upper half of a vector in place of the lower one. */
    void upper(int target, int source) {
        code.vector(new Opcode(3, 1, wide, wide ? 0x1b : 0x19), source, 0, new Register(target), 1);
    }

    /**
     * Moves lanes: first halves of the vector change places, then halves of those, at last neighbouring floats.
     *
     * @param step which of these, from 0 on
     */
    void exchange(int target, int source, int step) {
        int halves = wide ? 2 : 1;
        if (step >= halves) {
            int lanes = step == halves ? 0x4e : 0xb1;
            code.vector(new Opcode(3, 1, false, 0x04), target, 0, new Register(source), lanes);
        } else if (wide) {
            code.vector(new Opcode(3, 1, false, 0x23), target, source, new Register(source), step == 0 ? 0x4e : 0xb1);
        } else {
            code.vector(new Opcode(3, 1, false, 0x06), target, source, new Register(source), 1);
        }
    }

    /** How many steps of {@link #exchange} there are for doubles; for floats there is one more. */
    int exchanges() {
        return wide ? 3 : 2;
    }

    // Elements.

    /** One of the instructions of arithmetic that have a form for floats and one for doubles, by its code. */
    void arithmetic(int op, int target, int first, Source second) {
        code.vector(new Opcode(1, single ? 0 : 1, !single, op), target, first, second);
    }

    // Doubles.

    /** The floats of the lower half as doubles. */
    void widen(int target, int floats) {
        code.vector(WIDEN, target, 0, new Register(floats));
    }

    void addDoubles(int target, int first, Source second) {
        code.vector(ADD_DOUBLE, target, first, second);
    }

    void subtractDoubles(int target, int first, Source second) {
        code.vector(SUB_DOUBLE, target, first, second);
    }

    void square(int target) {
        code.vector(MUL_DOUBLE, target, target, new Register(target));
    }

    // Truths.

    /** Both of two truths, or either. */
    void combine(boolean both, int target, int first, int second) {
        if (wide) {
            code.masks(new Opcode(1, 0, false, both ? 0x41 : 0x45), target, first, second);
        } else {
            code.vector(new Opcode(1, 0, false, both ? 0x54 : 0x56), target, first, new Register(second));
        }
    }

    /** Jumps if a truth holds for any lane. */
    void jumpIfAny(int truth, Label label) {
        if (wide) {
            code.scalar(ANY_OF_MASK, truth, 0, new Register(truth));
        } else {
            code.vector(new Opcode(1, single ? 0 : 1, false, 0x50), Frame.SPARE, 0, new Register(truth));
            code.and(Frame.SPARE, -1);
        }
        code.jump(Assembler.NOT_EQUAL, label);
    }

    /** {@code yes} where a truth holds, else {@code no}. */
    void blend(int target, int where, Source yes, int no) {
        if (wide) {
            code.chosen(new Opcode(2, 1, !single, 0x65), target, no, yes, where);
        } else {
            code.vector(new Opcode(3, 1, false, single ? 0x4a : 0x4b), target, no, yes, where << 4);
        }
    }

    /** The truth that an element is negative, by its sign alone. */
    void isNegative(int mask, int register) {
        code.vector(new Opcode(2, 2, !single, 0x39), mask, 0, new Register(register));
    }

    void isNan(int target, int register) {
        Opcode compare = new Opcode(1, single ? 0 : 1, !single, 0xc2);
        code.vector(compare, target, register, new Register(register), UNORDERED);
    }
}

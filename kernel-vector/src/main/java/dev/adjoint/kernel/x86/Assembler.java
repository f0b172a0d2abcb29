package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.CodeBuffer.Label;
import dev.adjoint.kernel.x86.Source.Constant;
import dev.adjoint.kernel.x86.Source.Memory;
import dev.adjoint.kernel.x86.Source.Register;

/**
 * Writes the bytes of x86-64 instructions: those that loops over vectors are made of, no others.
 *
 * <p>An instruction on vectors has three operands: a result, a first source, which is a register, and a second source, which
 * may be memory. Vectors are of 512 bits by the EVEX encoding, or of 256 by VEX. Addresses have displacements of 32 bits
 * throughout: shorter ones would make shorter code and a longer assembler.
 *
 * <p>Encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapters 2.1 to 2.7.
 */
final class Assembler {

    /** General registers by number; those that calls may overwrite are 0, 1, 2, 6 to 11. */
    static final int RAX = 0;

    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R11 = 11;

    private static final int[] KEPT = {RBX, RBP, 12, 13, 14, 15};

    /** Jumps if equal (or zero), if not so, if not below, if below. */
    static final int EQUAL = 4;

    static final int NOT_EQUAL = 5;

    static final int NOT_BELOW = 3;
    static final int BELOW = 2;

    /** Codes of {@link #general}. */
    static final int MOVE = 0x89;

    static final int ADD = 0x01;
    static final int SUBTRACT = 0x29;
    static final int COMPARE = 0x39;
    static final int CLEAR = 0x31;

    /** The code of a store: its operand in memory is the target. */
    static final int STORE = 0x11;

    private final boolean evex;
    private final CodeBuffer code = new CodeBuffer();

    /**
     * @param evex whether vectors are of 512 bits, else of 256
     */
    Assembler(boolean evex) {
        this.evex = evex;
    }

    // Vectors.

    /** {@code target = first op second}, whole vectors. */
    void vector(Opcode op, int target, int first, Source second) {
        encode(evex, true, op, target, first, second, 0, false, 0);
    }

    /** {@code target = first op second} with a number in the instruction. */
    void vector(Opcode op, int target, int first, Source second, int number) {
        encode(evex, true, op, target, first, second, 0, false, 1);
        code.put(number);
    }

    /** As {@link #vector}, for the lanes of a mask register; the others become zero in a register and stay in memory. */
    void masked(Opcode op, int target, int first, Source second, int mask) {
        encode(true, true, op, target, first, second, mask, op.code() != STORE, 0);
    }

    /** {@code target = first op second}, where the mask chooses what becomes of each lane and nothing is made zero. */
    void chosen(Opcode op, int target, int first, Source second, int mask) {
        encode(true, true, op, target, first, second, mask, false, 0);
    }

    /** On the first element only, or on mask registers: always by VEX, so with registers below 16. */
    void scalar(Opcode op, int target, int first, Source second) {
        encode(false, false, op, target, first, second, 0, false, 0);
    }

    /** On mask registers of which two are combined. */
    void masks(Opcode op, int target, int first, int second) {
        encode(false, true, op, target, first, new Register(second), 0, false, 0);
    }

    private void encode(
            boolean long512,
            boolean full,
            Opcode op,
            int target,
            int first,
            Source second,
            int mask,
            boolean zeroing,
            int trailing) {
        int base = 0;
        int index = 0;
        switch (second) {
            case Register(int number) -> {
                base = number;
                index = number >> 1;
            }
            case Memory memory -> {
                base = memory.base();
                index = memory.index();
            }
            case Constant _ -> {}
        }
        if (long512) {
            code.put(
                    0x62,
                    inverted(target, 3, 7)
                            | inverted(index, 3, 6)
                            | inverted(base, 3, 5)
                            | inverted(target, 4, 4)
                            | op.map(),
                    (op.wide() ? 0x80 : 0) | (~first & 15) << 3 | 4 | op.prefix(),
                    (zeroing ? 0x80 : 0) | 0x40 | inverted(first, 4, 3) | mask);
        } else {
            code.put(
                    0xc4,
                    inverted(target, 3, 7) | inverted(index, 3, 6) | inverted(base, 3, 5) | op.map(),
                    (op.wide() ? 0x80 : 0) | (~first & 15) << 3 | (full ? 4 : 0) | op.prefix());
        }
        code.put(op.code());
        operand(target, second, trailing);
    }

    /** One bit of a number, inverted, at another place. */
    private static int inverted(int number, int bit, int place) {
        return (~number >> bit & 1) << place;
    }

    private void operand(int register, Source source, int trailing) {
        int middle = (register & 7) << 3;
        switch (source) {
            case Register(int number) -> code.put(0xc0 | middle | number & 7);
            case Memory(int base, int index, boolean twice, int displacement) -> {
                if (index != Memory.NO_INDEX || (base & 7) == RSP) {
                    code.put(0x80 | middle | 4, (twice ? 0x40 : 0) | (index & 7) << 3 | base & 7);
                } else {
                    code.put(0x80 | middle | base & 7);
                }
                code.putInt(displacement);
            }
            case Constant constant -> {
                code.put(middle | 5);
                code.putDisplacement(constant, trailing);
            }
        }
    }

    // Constants.

    /** A constant of whole elements, each of so many bytes, in all lanes of a vector. */
    Constant constant(long bits, int bytes) {
        return code.constant(bits, bytes);
    }

    /** Whole numbers of 32 bits one after the other, as many as fill vectors. */
    Constant numbers(int... values) {
        return code.numbers(values);
    }

    // General registers, of 64 bits.

    void load(int target, Memory source) {
        code.put(0x48 | (target >> 3) << 2 | source.base() >> 3, 0x8b);
        operand(target, source, 0);
    }

    void move(int target, int source) {
        general(MOVE, target, source);
    }

    void set(int target, int number) {
        code.put(0x48 | target >> 3, 0xc7, 0xc0 | target & 7);
        code.putInt(number);
    }

    void address(int target, Constant constant) {
        code.put(0x48 | (target >> 3) << 2, 0x8d);
        operand(target, constant, 0);
    }

    void add(int target, int number) {
        immediate(0, target, number);
    }

    void and(int target, int number) {
        immediate(4, target, number);
    }

    void subtract(int target, int number) {
        immediate(5, target, number);
    }

    /** Compares the low bits of a register with zero. */
    void test(int register, int bits) {
        code.put(0x48 | register >> 3, 0xf7, 0xc0 | register & 7);
        code.putInt(bits);
    }

    private void immediate(int kind, int target, int number) {
        code.put(0x48 | target >> 3, 0x81, 0xc0 | kind << 3 | target & 7);
        code.putInt(number);
    }

    /** {@code target = target op source}, where the opcode says which op. */
    void general(int op, int target, int source) {
        code.put(0x48 | (source >> 3) << 2 | target >> 3, op, 0xc0 | (source & 7) << 3 | target & 7);
    }

    /** {@code target = target << bits}. */
    void shiftLeft(int target, int bits) {
        code.put(0x48 | target >> 3, 0xc1, 0xe0 | target & 7, bits);
    }

    /** {@code target = target << rcx}. */
    void shiftLeftByCount(int target) {
        code.put(0x48 | target >> 3, 0xd3, 0xe0 | target & 7);
    }

    /** Asks for a line of memory that will be needed soon; there need not be any memory. */
    void prefetch(int cache, Memory line) {
        code.put(0x40 | line.base() >> 3, 0x0f, 0x18);
        operand(cache, line, 0);
    }

    void push(int register) {
        code.put(0x40 | register >> 3, 0x50 | register & 7);
    }

    void pop(int register) {
        code.put(0x40 | register >> 3, 0x58 | register & 7);
    }

    /** Keeps what a function has to leave as it was, other than the stack itself. */
    void pushAll() {
        for (int register : KEPT) {
            push(register);
        }
    }

    void popAll() {
        for (int i = KEPT.length - 1; i >= 0; i--) {
            pop(KEPT[i]);
        }
    }

    // The course of things.

    void label(Label label) {
        code.place(label);
    }

    /** Jumps if the last comparison (or sum) came out as the condition's number says. */
    void jump(int condition, Label label) {
        code.put(0x0f, 0x80 | condition);
        code.putDistance(label);
    }

    /** Ends the code. The upper parts of vectors are cleared, since what comes after may be slow otherwise. */
    void ret() {
        code.put(0xc5, 0xf8, 0x77, 0xc3);
    }

    /** Bytes as they are. */
    void raw(int... bytes) {
        code.put(bytes);
    }

    /** The code, followed by its constants at a multiple of a vector's length. */
    byte[] bytes() {
        return code.bytes();
    }
}

package dev.adjoint.kernel.x86;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R11 = 11;

    /** Jumps if equal (or zero), if not below. */
    static final int EQUAL = 4;

    static final int NOT_BELOW = 3;
    static final int BELOW = 2;

    /** Codes of {@link #general}. */
    static final int MOVE = 0x89;

    static final int SUBTRACT = 0x29;
    static final int COMPARE = 0x39;
    static final int CLEAR = 0x31;

    /** The code of a store: its operand in memory is the target. */
    static final int STORE = 0x11;

    private static final int NO_INDEX = 4;
    private static final int VECTOR_LINE = 64;

    /** Where a second source is. */
    sealed interface Source {}

    /** A vector register. */
    record Register(int number) implements Source {}

    /** Memory at the sum of a general register, a number, and maybe another register, taken twice if so said. */
    record Memory(int base, int index, boolean twice, int displacement) implements Source {

        static Memory at(int base, int displacement) {
            return new Memory(base, NO_INDEX, false, displacement);
        }

        static Memory indexed(int base, int index) {
            return new Memory(base, index, false, 0);
        }

        static Memory doubles(int base, int index, int displacement) {
            return new Memory(base, index, true, displacement);
        }
    }

    /** One of the constants that follow the code. */
    record Constant(int place) implements Source {}

    /** An opcode with what stands before it: {@code map} 1 to 3 for 0F, 0F38, 0F3A, {@code prefix} 0 to 3 for none, 66, F3, F2. */
    record Opcode(int map, int prefix, boolean wide, int code) {}

    /** A place in the code that jumps go to. */
    static final class Label {
        private int place = -1;
        private final List<Integer> jumps = new ArrayList<>();
    }

    /** A displacement to a constant, to be filled in once it is known where constants begin. */
    private record Reference(int at, int next, int place) {}

    private final boolean evex;
    private byte[] code = new byte[1_024];
    private int length;
    private ByteBuffer constants = ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Reference> references = new ArrayList<>();

    /**
     * @param evex whether vectors are of 512 bits, else of 256
     */
    Assembler(boolean evex) {
        this.evex = evex;
    }

    private void put(int... bytes) {
        if (length + bytes.length > code.length) {
            code = Arrays.copyOf(code, 2 * code.length);
        }
        for (int value : bytes) {
            code[length++] = (byte) value;
        }
    }

    private void putInt(int value) {
        put(value, value >> 8, value >> 16, value >> 24);
    }

    // Vectors.

    /** {@code target = first op second}, whole vectors. */
    void vector(Opcode op, int target, int first, Source second) {
        encode(evex, true, op, target, first, second, 0, false, 0);
    }

    /** {@code target = first op second} with a number in the instruction. */
    void vector(Opcode op, int target, int first, Source second, int number) {
        encode(evex, true, op, target, first, second, 0, false, 1);
        put(number);
    }

    /** As {@link #vector}, for the lanes of a mask register; the others become zero in a register and stay in memory. */
    void masked(Opcode op, int target, int first, Source second, int mask) {
        encode(true, true, op, target, first, second, mask, op.code != STORE, 0);
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
                base = memory.base;
                index = memory.index;
            }
            case Constant _ -> {}
        }
        if (long512) {
            put(
                    0x62,
                    inverted(target, 3, 7)
                            | inverted(index, 3, 6)
                            | inverted(base, 3, 5)
                            | inverted(target, 4, 4)
                            | op.map,
                    (op.wide ? 0x80 : 0) | (~first & 15) << 3 | 4 | op.prefix,
                    (zeroing ? 0x80 : 0) | 0x40 | inverted(first, 4, 3) | mask);
        } else {
            put(
                    0xc4,
                    inverted(target, 3, 7) | inverted(index, 3, 6) | inverted(base, 3, 5) | op.map,
                    (op.wide ? 0x80 : 0) | (~first & 15) << 3 | (full ? 4 : 0) | op.prefix);
        }
        put(op.code);
        operand(target, second, trailing);
    }

    /** One bit of a number, inverted, at another place. */
    private static int inverted(int number, int bit, int place) {
        return (~number >> bit & 1) << place;
    }

    private void operand(int register, Source source, int trailing) {
        int middle = (register & 7) << 3;
        switch (source) {
            case Register(int number) -> put(0xc0 | middle | number & 7);
            case Memory(int base, int index, boolean twice, int displacement) -> {
                if (index != NO_INDEX || (base & 7) == RSP) {
                    put(0x80 | middle | 4, (twice ? 0x40 : 0) | (index & 7) << 3 | base & 7);
                } else {
                    put(0x80 | middle | base & 7);
                }
                putInt(displacement);
            }
            case Constant(int place) -> {
                put(middle | 5);
                references.add(new Reference(length, length + 4 + trailing, place));
                putInt(0);
            }
        }
    }

    // Constants.

    /** A constant of whole elements, each of so many bytes, repeated to the length of a vector. */
    Constant constant(long bits, int bytes) {
        int place = constants.position();
        for (int i = 0; i < VECTOR_LINE; i += bytes) {
            room(bytes);
            if (bytes == Integer.BYTES) {
                constants.putInt((int) bits);
            } else {
                constants.putLong(bits);
            }
        }
        return new Constant(place);
    }

    /** Whole numbers of 32 bits one after the other. */
    Constant numbers(int... values) {
        int place = constants.position();
        for (int value : values) {
            room(Integer.BYTES);
            constants.putInt(value);
        }
        return new Constant(place);
    }

    private void room(int bytes) {
        if (constants.remaining() < bytes) {
            ByteBuffer more = ByteBuffer.allocate(2 * constants.capacity()).order(ByteOrder.LITTLE_ENDIAN);
            constants = more.put(constants.flip());
        }
    }

    // General registers, of 64 bits.

    void load(int target, Memory source) {
        put(0x48 | (target >> 3) << 2 | source.base >> 3, 0x8b);
        operand(target, source, 0);
    }

    void move(int target, int source) {
        put(0x48 | (source >> 3) << 2 | target >> 3, 0x89, 0xc0 | (source & 7) << 3 | target & 7);
    }

    void set(int target, int number) {
        put(0x48 | target >> 3, 0xc7, 0xc0 | target & 7);
        putInt(number);
    }

    void address(int target, Constant constant) {
        put(0x48 | (target >> 3) << 2, 0x8d);
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

    private void immediate(int kind, int target, int number) {
        put(0x48 | target >> 3, 0x81, 0xc0 | kind << 3 | target & 7);
        putInt(number);
    }

    /** {@code target = target op source}, where the opcode says which op. */
    void general(int code, int target, int source) {
        put(0x48 | (source >> 3) << 2 | target >> 3, code, 0xc0 | (source & 7) << 3 | target & 7);
    }

    /** {@code target = target << bits}. */
    void shiftLeft(int target, int bits) {
        put(0x48 | target >> 3, 0xc1, 0xe0 | target & 7, bits);
    }

    /** {@code target = target << rcx}. */
    void shiftLeftByCount(int target) {
        put(0x48 | target >> 3, 0xd3, 0xe0 | target & 7);
    }

    void push(int register) {
        put(0x40 | register >> 3, 0x50 | register & 7);
    }

    void pop(int register) {
        put(0x40 | register >> 3, 0x58 | register & 7);
    }

    // The course of things.

    void label(Label label) {
        label.place = length;
        for (int jump : label.jumps) {
            patch(jump, length - jump - Integer.BYTES);
        }
    }

    /** Jumps if the last comparison (or sum) came out as the condition's number says. */
    void jump(int condition, Label label) {
        put(0x0f, 0x80 | condition);
        putInt(label.place - length - Integer.BYTES);
        if (label.place < 0) {
            label.jumps.add(length - Integer.BYTES);
        }
    }

    /** Ends the code. The upper parts of vectors are cleared, since what comes after may be slow otherwise. */
    void ret() {
        put(0xc5, 0xf8, 0x77, 0xc3);
    }

    /** Bytes as they are. */
    void raw(int... bytes) {
        put(bytes);
    }

    private void patch(int at, int value) {
        ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }

    /** The code, followed by its constants at a multiple of a vector's length. */
    byte[] bytes() {
        int begin = length + VECTOR_LINE - 1 & -VECTOR_LINE;
        for (Reference reference : references) {
            patch(reference.at, begin + reference.place - reference.next);
        }
        byte[] all = Arrays.copyOf(code, begin + constants.position());
        constants.get(0, all, begin, constants.position());
        return all;
    }
}

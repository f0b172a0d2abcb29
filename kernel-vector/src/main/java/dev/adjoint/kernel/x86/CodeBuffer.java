package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.Source.Constant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of code in the making, and those of the constants that follow it. Jumps to places further down and displacements
 * to constants are filled in once it is known where those are.
 */
final class CodeBuffer {

    /** The bytes of the longest vector: constants are as long, and begin at multiples of it. */
    private static final int VECTOR_LINE = 64;

    /** A place in the code that jumps go to. */
    static final class Label {
        private int place = -1;
        private final List<Integer> jumps = new ArrayList<>();
    }

    /** A displacement to a constant: where it stands, and where the instruction after it begins. */
    private record Reference(int at, int next, int place) {}

    private byte[] code = new byte[1_024];
    private int length;
    private ByteBuffer constants = ByteBuffer.allocate(1_024).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Reference> references = new ArrayList<>();

    void put(int... bytes) {
        if (length + bytes.length > code.length) {
            code = Arrays.copyOf(code, 2 * code.length);
        }
        for (int value : bytes) {
            code[length++] = (byte) value;
        }
    }

    void putInt(int value) {
        put(value, value >> 8, value >> 16, value >> 24);
    }

    // Jumps.

    /** Jumps to a label lead here. */
    void place(Label label) {
        label.place = length;
        for (int jump : label.jumps) {
            patch(jump, length - jump - Integer.BYTES);
        }
    }

    /** The distance of a jump, whose instruction ends with it. */
    void putDistance(Label label) {
        if (label.place < 0) {
            label.jumps.add(length);
        }
        putInt(label.place - length - Integer.BYTES);
    }

    private void patch(int at, int value) {
        ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
    }

    // Constants.

    /** An element of so many bytes, repeated to the length of a vector. */
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

    /** Whole numbers of 32 bits one after the other, as many as fill vectors. */
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

    /** The displacement to a constant, after which so many bytes of the instruction follow. */
    void putDisplacement(Constant constant, int trailing) {
        references.add(new Reference(length, length + Integer.BYTES + trailing, constant.place()));
        putInt(0);
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

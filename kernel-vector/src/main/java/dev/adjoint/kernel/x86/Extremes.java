package dev.adjoint.kernel.x86;

import dev.adjoint.kernel.x86.Source.Register;

/**
 * The lesser and the greater of two elements as {@code Math.min} and {@code Math.max} have them.
 *
 * @param instructions how they are written
 * @param registers where values and what lies between are
 */
record Extremes(Instructions instructions, Registers registers) {

    private static final int LEAST = 0x5d;
    private static final int GREATEST = 0x5f;

    /** The lesser of two registers, in a third one. */
    int least(int x, int y) {
        return extreme(LEAST, x, y, x);
    }

    /** The greater of two registers, in a third one. */
    int greatest(int x, int y) {
        return extreme(GREATEST, x, y, y);
    }

    /**
     * The instruction answers its second operand for zeros of any sign and where one is NaN. So the operands change places
     * where the one whose sign decides is negative, and a NaN that stands first is put back.
     */
    private int extreme(int op, int x, int y, int sign) {
        int first = registers.take();
        int second = registers.take();
        int result = registers.take();
        boolean wide = instructions.wide();
        int where = wide ? registers.takeMask() : sign;
        if (wide) {
            instructions.isNegative(where, sign);
        }
        instructions.blend(first, where, new Register(y), x);
        instructions.blend(second, where, new Register(x), y);
        instructions.arithmetic(op, result, first, new Register(second));
        int unordered = wide ? where : second;
        instructions.isNan(unordered, first);
        instructions.blend(result, unordered, new Register(first), result);
        if (wide) {
            registers.giveBackMask(where);
        }
        registers.giveBack(first);
        registers.giveBack(second);
        return result;
    }
}

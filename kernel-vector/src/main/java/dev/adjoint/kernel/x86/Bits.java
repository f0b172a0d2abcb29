package dev.adjoint.kernel.x86;

/** An opcode on the bits of 32-bit elements. */
public enum Bits {
    /** Bits that both have. */
    AND(0xdb),
    /** Bits that one of them has. */
    XOR(0xef),
    /** Sum of whole numbers. */
    ADD(0xfe),
    /** Difference of whole numbers. */
    SUB(0xfa);

    final int code;

    Bits(int code) {
        this.code = code;
    }
}

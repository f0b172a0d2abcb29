package dev.adjoint.kernel.x86;

/** An opcode on the bits of elements. */
public enum Bits {
    /** Bits that both have. */
    AND(0xdb, 0xdb),
    /** Bits that either has. */
    OR(0xeb, 0xeb),
    /** Bits that one of them has. */
    XOR(0xef, 0xef),
    /** Sum of whole numbers. */
    ADD(0xfe, 0xd4),
    /** Difference of whole numbers. */
    SUB(0xfa, 0xfb);

    final int inFloats;
    final int inDoubles;

    Bits(int inFloats, int inDoubles) {
        this.inFloats = inFloats;
        this.inDoubles = inDoubles;
    }
}

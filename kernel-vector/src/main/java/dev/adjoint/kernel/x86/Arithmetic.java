package dev.adjoint.kernel.x86;

/** An opcode of arithmetic that has a form for floats and one for doubles. */
public enum Arithmetic {
    /** Sum. */
    ADD(0x58),
    /** Difference. */
    SUB(0x5c),
    /** Product. */
    MUL(0x59),
    /** Quotient. */
    DIV(0x5e);

    final int code;

    Arithmetic(int code) {
        this.code = code;
    }
}

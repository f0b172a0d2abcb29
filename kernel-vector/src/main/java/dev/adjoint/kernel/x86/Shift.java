package dev.adjoint.kernel.x86;

/** Shifts of 32-bit elements. */
public enum Shift {
    /** To the left. */
    LSHL(6),
    /** To the right, zeros following. */
    LSHR(2),
    /** To the right, the sign following. */
    ASHR(4);

    final int number;

    Shift(int number) {
        this.number = number;
    }
}

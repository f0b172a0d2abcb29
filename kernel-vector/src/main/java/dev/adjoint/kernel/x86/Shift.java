package dev.adjoint.kernel.x86;

/** Shifts of elements. */
public enum Shift {
    /** To the left. */
    LSHL(6),
    /** To the right, zeros following. */
    LSHR(2),
    /** To the right, the sign following; of floats only, as short vectors of doubles have none. */
    ASHR(4);

    final int number;

    Shift(int number) {
        this.number = number;
    }
}

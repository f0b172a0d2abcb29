package dev.adjoint.kernel.x86;

/** Comparisons; all but the last are false where one side is NaN. */
public enum Comparison {
    /** Equal. */
    EQ(0x00),
    /** Less. */
    LT(0x11),
    /** Less or equal. */
    LE(0x12),
    /** Greater. */
    GT(0x1e),
    /** Greater or equal. */
    GE(0x1d),
    /** Not equal, or one side is NaN. */
    NE(0x04);

    final int number;

    Comparison(int number) {
        this.number = number;
    }
}

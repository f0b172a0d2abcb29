package dev.adjoint.kernel.vector;

/**
 * The loops that run over a tile: what a program is lowered to.
 *
 * <p>Fewer and simpler than the primitives of expressions: a function that contains an exponential is several of these,
 * so that the long polynomials exist once; a comparison whose only use is a selection is one with it.
 */
enum TileOp {
    COPY(0.05),
    ADD(0.06),
    SUB(0.06),
    MUL(0.06),
    /** {@code x == 0 || y == 0 ? 0 : x * y}. */
    CHAIN(0.1),
    DIV(0.15),
    MIN(0.1),
    MAX(0.1),
    NEG(0.06),
    ABS(0.06),
    SQRT(0.2),
    EXP(0.4),
    LOG(0.5),
    TANH(0.4),
    ERF(0.4),
    /** {@code -|x|}. */
    NEG_ABS(0.06),
    /** {@code -(x * x)}. */
    NEG_SQUARE(0.06),
    /** From x and {@code log(1 + x)}. */
    LOG1P_END(0.2),
    /** From x and {@code e^x}. */
    EXPM1_END(0.2),
    /** From x and {@code e^-|x|}. */
    SIGMOID_END(0.2),
    /** From x and {@code e^(-x²)}. */
    ERFC_END(0.6),
    EQ(0.1),
    NE(0.1),
    LT(0.1),
    LE(0.1),
    AND(0.1),
    OR(0.1),
    NOT(0.1),
    /** {@code x ? y : z}. */
    SELECT(0.1),
    /** {@code x == y ? z : w}. */
    SELECT_EQ(0.12),
    /** {@code x < y ? z : w}. */
    SELECT_LT(0.12),
    /** {@code x <= y ? z : w}. */
    SELECT_LE(0.12),
    /** One call of a primitive's reference for each element. */
    REFERENCE(12);

    private final double nanoseconds;

    TileOp(double nanoseconds) {
        this.nanoseconds = nanoseconds;
    }

    /** What an element costs, roughly: it decides when more than one thread pays. */
    double nanoseconds() {
        return nanoseconds;
    }

    long bit() {
        return 1L << ordinal();
    }
}

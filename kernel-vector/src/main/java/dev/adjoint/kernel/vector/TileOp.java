package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import org.jspecify.annotations.Nullable;

/**
 * The loops that run over a tile: what a program is lowered to.
 *
 * <p>Fewer than the primitives of expressions: a comparison whose only use is a selection is one with it, and what has no
 * vector code is {@link #REFERENCE}.
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
    LOG1P(0.8),
    EXPM1(0.6),
    TANH(0.4),
    SIGMOID(0.6),
    SOFTPLUS(1.2),
    ERF(0.4),
    ERFC(1),
    SIN(0.8),
    COS(0.8),
    TAN(1),
    LOG2(1),
    LOG10(1),
    POW(3),
    CBRT(1.5),
    HYPOT(0.6),
    ASIN(0.6),
    ACOS(0.6),
    ATAN(0.6),
    ATAN2(1),
    SINH(0.8),
    COSH(0.8),
    ASINH(1.2),
    ACOSH(1.2),
    ATANH(1.1),
    FLOOR(0.2),
    CEIL(0.2),
    ROUND(0.2),
    TRUNC(0.2),
    SIGN(0.1),
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

    /** The loop of a function beyond arithmetic; null if it has none. */
    static @Nullable TileOp of(Fn fn) {
        return switch (fn) {
            case EXP -> EXP;
            case LOG -> LOG;
            case LOG1P -> LOG1P;
            case EXPM1 -> EXPM1;
            case TANH -> TANH;
            case SIGMOID -> SIGMOID;
            case SOFTPLUS -> SOFTPLUS;
            case ERF -> ERF;
            case ERFC -> ERFC;
            case SIN -> SIN;
            case COS -> COS;
            case TAN -> TAN;
            case LOG2 -> LOG2;
            case LOG10 -> LOG10;
            case POW -> POW;
            case CBRT -> CBRT;
            case HYPOT -> HYPOT;
            case ASIN -> ASIN;
            case ACOS -> ACOS;
            case ATAN -> ATAN;
            case ATAN2 -> ATAN2;
            case SINH -> SINH;
            case COSH -> COSH;
            case ASINH -> ASINH;
            case ACOSH -> ACOSH;
            case ATANH -> ATANH;
            case FLOOR -> FLOOR;
            case CEIL -> CEIL;
            case ROUND -> ROUND;
            case TRUNC -> TRUNC;
            case SIGN -> SIGN;
            default -> null;
        };
    }

    /** What an element costs, roughly: it decides when more than one thread pays. */
    double nanoseconds() {
        return nanoseconds;
    }

    /** The loops that leave to the reference some arguments, which are rare. */
    static long leaving() {
        return SIN.bit() | COS.bit() | TAN.bit();
    }

    long bit() {
        return 1L << ordinal();
    }
}

package dev.adjoint.expr;

import java.util.List;

/**
 * The scalar primitives that expressions are made of.
 *
 * <p>An enum and not an open interface, so that each reader of expressions (derivative table, evaluator, kernels,
 * printers) can switch over all of them and the compiler says which one was forgotten. Truth values are 1 and 0 in the
 * type that is computed in; an argument taken as a truth value is true unless it equals zero, so NaN is true.
 *
 * <p>Each constant knows its value in double (the reference, within four units in the last place of the exact
 * result) and, where {@link #isIntegral}, in long.
 */
public enum Fn {
    /** The argument itself; lets a program store an input or a constant as a result. */
    IDENTITY(1, "", true),
    /** {@code x + y}. */
    ADD(2, "+", true),
    /** {@code x - y}. */
    SUB(2, "-", true),
    /** {@code x * y}. */
    MUL(2, "*", true),
    /**
     * The product of the chain rule: {@code x * y}, but 0 wherever either is 0, even if the other is infinite or NaN. What
     * a loss does not depend on stays without gradient, whatever was computed there.
     */
    CHAIN(2, "·", false),
    /** {@code x / y}; not defined on integers, which have {@link #REM} and casts. */
    DIV(2, "/", false),
    /** {@code x} to the power {@code y}; on integers a negative power truncates to 0, 1 or -1. */
    POW(2, "pow", true),
    /** The smaller argument; NaN if either is. */
    MIN(2, "min", true),
    /** The larger argument; NaN if either is. */
    MAX(2, "max", true),
    /** The remainder of the floored quotient: {@code x - y * floor(x / y)}, of the sign of {@code y}. */
    REM(2, "mod", true),
    /** The floored quotient, of the exact quotient and not of its rounding: {@code (x - mod(x, y)) / y}. */
    FLOOR_DIV(2, "floordiv", true),
    /** {@code sqrt(x² + y²)}, without overflow or underflow on the way. */
    HYPOT(2, "hypot", false),
    /** {@code -x}. */
    NEG(1, "-", true),
    /** {@code |x|}. */
    ABS(1, "abs", true),
    /** -1, 0 or 1 by the sign of {@code x}; NaN stays. */
    SIGN(1, "sign", true),
    /** The square root. */
    SQRT(1, "sqrt", false),
    /** The cube root, of the sign of {@code x}. */
    CBRT(1, "cbrt", false),
    /** {@code e^x}. */
    EXP(1, "exp", false),
    /** {@code e^x - 1}, exact for small {@code x}. */
    EXPM1(1, "expm1", false),
    /** The natural logarithm. */
    LOG(1, "log", false),
    /** {@code log(1 + x)}, exact for small {@code x}. */
    LOG1P(1, "log1p", false),
    /** The logarithm to the base 2, exact for powers of two. */
    LOG2(1, "log2", false),
    /** The logarithm to the base 10, exact for powers of ten. */
    LOG10(1, "log10", false),
    /** The sine of radians. */
    SIN(1, "sin", false),
    /** The cosine of radians. */
    COS(1, "cos", false),
    /** The tangent of radians. */
    TAN(1, "tan", false),
    /** The inverse sine. */
    ASIN(1, "asin", false),
    /** The inverse cosine. */
    ACOS(1, "acos", false),
    /** The inverse tangent. */
    ATAN(1, "atan", false),
    /** The angle of the point with ordinate {@code x} (first argument) and abscissa {@code y} (second argument). */
    ATAN2(2, "atan2", false),
    /** The hyperbolic sine. */
    SINH(1, "sinh", false),
    /** The hyperbolic cosine. */
    COSH(1, "cosh", false),
    /** The hyperbolic tangent. */
    TANH(1, "tanh", false),
    /** The inverse hyperbolic sine. */
    ASINH(1, "asinh", false),
    /** The inverse hyperbolic cosine. */
    ACOSH(1, "acosh", false),
    /** The inverse hyperbolic tangent. */
    ATANH(1, "atanh", false),
    /** The error function. */
    ERF(1, "erf", false),
    /** {@code 1 - erf(x)}, exact in the far tail. */
    ERFC(1, "erfc", false),
    /** The logarithm of |Γ(x)|. */
    LGAMMA(1, "lgamma", false),
    /** The logarithmic derivative of Γ. */
    DIGAMMA(1, "digamma", false),
    /** The derivative of order {@code x} (a constant, 1 or more) of digamma at {@code y}; it closes the derivatives. */
    POLYGAMMA(2, "polygamma", false),
    /** {@code 1 / (1 + e^-x)}, without overflow anywhere. */
    SIGMOID(1, "sigmoid", false),
    /** {@code log(1 + e^x)}, without overflow anywhere. */
    SOFTPLUS(1, "softplus", false),
    /** The largest whole number that is not above {@code x}. */
    FLOOR(1, "floor", true),
    /** The smallest whole number that is not below {@code x}. */
    CEIL(1, "ceil", true),
    /** The nearest whole number, the even one of two. */
    ROUND(1, "round", true),
    /** The whole number next to {@code x} towards zero. */
    TRUNC(1, "trunc", true),
    /** Whether {@code x == y}. */
    EQ(2, "==", true),
    /** Whether {@code x != y}; true for NaN. */
    NE(2, "!=", true),
    /** Whether {@code x < y}. */
    LT(2, "<", true),
    /** Whether {@code x <= y}. */
    LE(2, "<=", true),
    /** Whether {@code x > y}. */
    GT(2, ">", true),
    /** Whether {@code x >= y}. */
    GE(2, ">=", true),
    /** Whether both are true. */
    AND(2, "&", true),
    /** Whether at least one is true. */
    OR(2, "|", true),
    /** Whether exactly one is true. */
    XOR(2, "^", true),
    /** Whether {@code x} is false. */
    NOT(1, "!", true),
    /** The second argument where the first is true, else the third; what is not chosen may be NaN. */
    SELECT(3, "select", true),
    /** Whether {@code x} is NaN. */
    ISNAN(1, "isnan", true),
    /** Whether {@code x} is neither infinite nor NaN. */
    ISFINITE(1, "isfinite", true);

    private final int arity;
    private final String symbol;
    private final boolean integral;

    Fn(int arity, String symbol, boolean integral) {
        this.arity = arity;
        this.symbol = symbol;
        this.integral = integral;
    }

    /**
     * The number of arguments.
     *
     * @return 1, 2 or 3
     */
    public int arity() {
        return arity;
    }

    /**
     * The sign or name in print.
     *
     * @return an operator such as {@code +}, or a function name such as {@code exp}
     */
    public String symbol() {
        return symbol;
    }

    /**
     * Whether the value is a truth value, 1 or 0.
     *
     * @return true for comparisons, logic and tests
     */
    public boolean isTruth() {
        return switch (this) {
            case EQ, NE, LT, LE, GT, GE, AND, OR, XOR, NOT, ISNAN, ISFINITE -> true;
            default -> false;
        };
    }

    /**
     * Whether the function is defined on integers, see {@link #applyLong}.
     *
     * @return false for functions whose values are fractions
     */
    public boolean isIntegral() {
        return integral;
    }

    /**
     * Whether the two arguments may change places.
     *
     * @return true for sums, products, extrema, equality and logic
     */
    public boolean isCommutative() {
        return switch (this) {
            case ADD, MUL, CHAIN, MIN, MAX, HYPOT, EQ, NE, AND, OR, XOR -> true;
            default -> false;
        };
    }

    /**
     * The reference value in double.
     *
     * @param x the first argument
     * @param y the second argument, ignored by functions of one
     * @param z the third argument, ignored by functions of fewer
     * @return the value; truth values as 1 and 0
     */
    public double apply(double x, double y, double z) {
        return switch (this) {
            case IDENTITY -> x;
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case CHAIN -> x == 0 || y == 0 ? 0 : x * y;
            case DIV -> x / y;
            case POW -> Math.pow(x, y);
            case MIN -> Math.min(x, y);
            case MAX -> Math.max(x, y);
            case REM -> SpecialFunctions.mod(x, y);
            case FLOOR_DIV -> SpecialFunctions.floorDiv(x, y);
            case HYPOT -> Math.hypot(x, y);
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Math.signum(x);
            case SQRT -> Math.sqrt(x);
            case CBRT -> Math.cbrt(x);
            case EXP -> Math.exp(x);
            case EXPM1 -> Math.expm1(x);
            case LOG -> Math.log(x);
            case LOG1P -> Math.log1p(x);
            case LOG2 -> SpecialFunctions.log2(x);
            case LOG10 -> Math.log10(x);
            case SIN -> Math.sin(x);
            case COS -> Math.cos(x);
            case TAN -> Math.tan(x);
            case ASIN -> Math.asin(x);
            case ACOS -> Math.acos(x);
            case ATAN -> Math.atan(x);
            case ATAN2 -> Math.atan2(x, y);
            case SINH -> Math.sinh(x);
            case COSH -> Math.cosh(x);
            case TANH -> Math.tanh(x);
            case ASINH -> SpecialFunctions.asinh(x);
            case ACOSH -> SpecialFunctions.acosh(x);
            case ATANH -> SpecialFunctions.atanh(x);
            case ERF -> ErrorFunction.erf(x);
            case ERFC -> ErrorFunction.erfc(x);
            case LGAMMA -> GammaFunctions.lgamma(x);
            case DIGAMMA -> GammaFunctions.digamma(x);
            case POLYGAMMA -> GammaFunctions.polygamma(x, y);
            case SIGMOID -> SpecialFunctions.sigmoid(x);
            case SOFTPLUS -> SpecialFunctions.softplus(x);
            case FLOOR -> Math.floor(x);
            case CEIL -> Math.ceil(x);
            case ROUND -> Math.rint(x);
            case TRUNC -> x < 0 ? Math.ceil(x) : Math.floor(x);
            case EQ -> truth(x == y);
            case NE -> truth(x != y);
            case LT -> truth(x < y);
            case LE -> truth(x <= y);
            case GT -> truth(x > y);
            case GE -> truth(x >= y);
            case AND -> truth(x != 0 && y != 0);
            case OR -> truth(x != 0 || y != 0);
            case XOR -> truth((x != 0) != (y != 0));
            case NOT -> truth(x == 0);
            case SELECT -> x != 0 ? y : z;
            case ISNAN -> truth(Double.isNaN(x));
            case ISFINITE -> truth(Double.isFinite(x));
        };
    }

    /**
     * The reference value on integers, with the wrap-around of Java's {@code long}.
     *
     * @param x the first argument
     * @param y the second argument, ignored by functions of one
     * @param z the third argument, ignored by functions of fewer
     * @return the value; truth values as 1 and 0
     * @throws ArithmeticException if a remainder or quotient is taken by zero
     * @throws IllegalArgumentException if the function is not defined on integers
     */
    public long applyLong(long x, long y, long z) {
        return switch (this) {
            case IDENTITY, FLOOR, CEIL, ROUND, TRUNC -> x;
            case ADD -> x + y;
            case SUB -> x - y;
            case MUL -> x * y;
            case POW -> SpecialFunctions.pow(x, y);
            case MIN -> Math.min(x, y);
            case MAX -> Math.max(x, y);
            case REM -> SpecialFunctions.mod(x, y);
            case FLOOR_DIV -> SpecialFunctions.floorDiv(x, y);
            case NEG -> -x;
            case ABS -> Math.abs(x);
            case SIGN -> Long.signum(x);
            case EQ -> bit(x == y);
            case NE -> bit(x != y);
            case LT -> bit(x < y);
            case LE -> bit(x <= y);
            case GT -> bit(x > y);
            case GE -> bit(x >= y);
            case AND -> bit(x != 0 && y != 0);
            case OR -> bit(x != 0 || y != 0);
            case XOR -> bit((x != 0) != (y != 0));
            case NOT -> bit(x == 0);
            case SELECT -> x != 0 ? y : z;
            case ISNAN -> 0;
            case ISFINITE -> 1;
            default ->
                throw new IllegalArgumentException(
                        symbol + ": not defined on integers. Convert the argument to a floating type first.");
        };
    }

    /** How closely a name or number holds together in print: more than any operator. */
    static final int ATOM = 9;

    /** How closely the printed form holds together: operators below unary minus, names and calls above all. */
    int binding() {
        return switch (this) {
            case OR -> 1;
            case XOR -> 2;
            case AND -> 3;
            case EQ, NE -> 4;
            case LT, LE, GT, GE -> 5;
            case ADD, SUB -> 6;
            case MUL, CHAIN, DIV -> 7;
            case NEG, NOT -> 8;
            default -> ATOM;
        };
    }

    /**
     * The printed form of a call, with parentheses around arguments that hold together less closely.
     *
     * @param args the printed arguments
     * @param bindings how closely each of them holds together
     */
    String print(List<String> args, int... bindings) {
        if (binding() == ATOM) {
            return symbol + "(" + String.join(", ", args) + ")";
        }
        String first = bindings[0] < binding() ? "(" + args.get(0) + ")" : args.get(0);
        if (arity == 1) {
            return symbol + (bindings[0] == binding() ? "(" + first + ")" : first);
        }
        // Operators bind to the left; a + (b + c) rounds otherwise than a + b + c and keeps its parentheses.
        String second = bindings[1] <= binding() ? "(" + args.get(1) + ")" : args.get(1);
        return first + " " + symbol + " " + second;
    }

    private static double truth(boolean condition) {
        return condition ? 1 : 0;
    }

    private static long bit(boolean condition) {
        return condition ? 1 : 0;
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;

/**
 * The steps of programs on vectors: number by number what {@link FloatTiles} and {@link DoubleTiles} compute.
 *
 * @param v takes the code
 * @param functions exponentials, logarithms, and what is made of them
 * @param angles trigonometry
 * @param arcs its inverses
 * @param hyperbolics hyperbolic functions and their inverses
 * @param powers powers, roots, and logarithms to other bases
 */
record VectorSteps(
        VectorCode v, Functions functions, Trigonometry angles, Arcs arcs, Hyperbolics hyperbolics, Powers powers) {

    /** The steps on elements of a type, float32 or float64. */
    VectorSteps(VectorCode v, DType dtype) {
        this(v, dtype == DType.FLOAT32 ? new FloatFunctions(v) : new DoubleFunctions(v), dtype);
    }

    private VectorSteps(VectorCode v, Functions functions, DType dtype) {
        this(
                v,
                functions,
                Trigonometry.of(v, dtype),
                Arcs.of(v, dtype),
                Hyperbolics.of(v, functions, dtype),
                Powers.of(v, functions, dtype));
    }

    /** The value of a step, given those of its arguments. */
    Value step(TileOp op, Value x, Value y, Value z, Value w) {
        return switch (op) {
            case COPY -> x;
            case ADD -> v.add(x, y);
            case SUB -> v.sub(x, y);
            case MUL -> v.mul(x, y);
            case CHAIN -> v.choose(v.either(v.test("EQ", x, 0), v.test("EQ", y, 0)), 0, v.mul(x, y));
            case DIV -> v.div(x, y);
            case MIN -> v.min(x, y);
            case MAX -> v.max(x, y);
            case NEG -> v.neg(x);
            case ABS -> v.abs(x);
            case SQRT -> v.sqrt(x);
            case EXP -> functions.exp(x);
            case LOG -> functions.log(x);
            case LOG1P -> functions.log1p(x);
            case EXPM1 -> functions.expm1(x);
            case TANH -> functions.tanh(x);
            case SIGMOID -> functions.sigmoid(x);
            case SOFTPLUS -> functions.softplus(x);
            case ERF -> functions.erf(x);
            case ERFC -> functions.erfc(x);
            case SIN -> angles.sin(x);
            case COS -> angles.cos(x);
            case TAN -> angles.tan(x);
            case LOG2 -> powers.log2(x);
            case LOG10 -> powers.log10(x);
            case POW -> powers.pow(x, y);
            case CBRT -> powers.cbrt(x);
            case HYPOT -> powers.hypot(x, y);
            case ASIN -> arcs.asin(x);
            case ACOS -> arcs.acos(x);
            case ATAN -> arcs.atan(x);
            case ATAN2 -> arcs.atan2(x, y);
            case SINH -> hyperbolics.sinh(x);
            case COSH -> hyperbolics.cosh(x);
            case ASINH -> hyperbolics.asinh(x);
            case ACOSH -> hyperbolics.acosh(x);
            case ATANH -> hyperbolics.atanh(x);
            case FLOOR -> functions.floor(x);
            case CEIL -> functions.ceil(x);
            case ROUND -> functions.round(x);
            case TRUNC -> functions.trunc(x);
            case SIGN -> v.choose(v.test("GT", x, 0), 1, v.choose(v.test("LT", x, 0), -1, x));
            case EQ -> v.truth(v.test("EQ", x, y));
            case NE -> v.truth(v.test("NE", x, y));
            case LT -> v.truth(v.test("LT", x, y));
            case LE -> v.truth(v.test("LE", x, y));
            case AND -> v.truth(v.both(v.test("NE", x, 0), v.test("NE", y, 0)));
            case OR -> v.truth(v.either(v.test("NE", x, 0), v.test("NE", y, 0)));
            case NOT -> v.truth(v.test("EQ", x, 0));
            case SELECT -> v.choose(v.test("NE", x, 0), y, z);
            case SELECT_EQ -> v.choose(v.test("EQ", x, y), z, w);
            case SELECT_LT -> v.choose(v.test("LT", x, y), z, w);
            case SELECT_LE -> v.choose(v.test("LE", x, y), z, w);
            case REFERENCE -> throw new IllegalArgumentException("no vector code for " + op);
        };
    }
}

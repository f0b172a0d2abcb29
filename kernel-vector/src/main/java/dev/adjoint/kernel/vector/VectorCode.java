package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;

/** Takes down arithmetic on vectors, operation by operation: all that {@link VectorSteps} are made of. */
interface VectorCode {

    /** What an operation made: a vector, its bits as whole numbers, or a mask. */
    record Value(int index) {}

    /** A number in all lanes. */
    Value number(double value);

    Value add(Value x, Value y);

    Value sub(Value x, Value y);

    Value mul(Value x, Value y);

    Value div(Value x, Value y);

    /** The lesser, as {@code Math.min} says. */
    Value min(Value x, Value y);

    /** The greater, as {@code Math.max} says. */
    Value max(Value x, Value y);

    Value neg(Value x);

    Value abs(Value x);

    Value sqrt(Value x);

    /** {@code x * y + z}, rounded once. */
    Value fma(Value x, Value y, Value z);

    /** A mask: where a comparison of the given name ({@code LT}, {@code EQ}, ...) holds. */
    Value test(String comparison, Value x, Value y);

    /** A mask: where both hold. */
    Value both(Value one, Value other);

    /** A mask: where one holds at least. */
    Value either(Value one, Value other);

    /** {@code yes} where the mask holds, else {@code no}. */
    Value choose(Value where, Value yes, Value no);

    /**
     * {@code usual}, but the reference's value where the mask holds, which is rare: loops that have no such code leave it to
     * plain ones.
     */
    Value rarely(Value where, Fn fn, Value x, Value usual);

    /** The elements as whole numbers of the same bits. */
    Value bits(Value x);

    /** Whole numbers as elements of the same bits. */
    Value elements(Value whole);

    /** The sum ({@code add}), difference ({@code sub}), common bits ({@code and}) or joint bits ({@code or}) of whole numbers. */
    Value whole(String name, Value x, Value y);

    /** The same with a number. */
    Value whole(String name, Value x, long y);

    /** Whole numbers shifted by a constant ({@code LSHL}, {@code LSHR}, {@code ASHR}). */
    Value shift(String operator, Value x, int by);

    default Value add(Value x, double y) {
        return add(x, number(y));
    }

    default Value sub(Value x, double y) {
        return sub(x, number(y));
    }

    default Value mul(Value x, double y) {
        return mul(x, number(y));
    }

    default Value fma(Value x, double y, double z) {
        return fma(x, number(y), number(z));
    }

    default Value fma(Value x, double y, Value z) {
        return fma(x, number(y), z);
    }

    default Value test(String comparison, Value x, double y) {
        return test(comparison, x, number(y));
    }

    default Value choose(Value where, double yes, Value no) {
        return choose(where, number(yes), no);
    }

    /** A polynomial, the coefficient of the highest power first. */
    default Value polynomial(Value x, float[] coefficients) {
        Value p = fma(x, coefficients[0], coefficients[1]);
        for (int i = 2; i < coefficients.length; i++) {
            p = fma(p, x, number(coefficients[i]));
        }
        return p;
    }

    /** The same, in double. */
    default Value polynomial(Value x, double[] coefficients) {
        Value p = fma(x, coefficients[0], coefficients[1]);
        for (int i = 2; i < coefficients.length; i++) {
            p = fma(p, x, number(coefficients[i]));
        }
        return p;
    }

    /** The nearest number whose size is at most {@code end}; NaN stays. */
    default Value within(Value x, double end) {
        Value below = choose(test("GT", x, end), end, x);
        return choose(test("LT", below, -end), -end, below);
    }

    /** {@code x}, which is not negative, with the sign of {@code y}. */
    default Value withSign(Value x, Value y) {
        Value sign = whole("and", bits(y), bits(number(-0.0)));
        return elements(whole("or", bits(x), sign));
    }

    /** A mask as 1 and 0. */
    default Value truth(Value where) {
        return choose(where, 1, number(0));
    }
}

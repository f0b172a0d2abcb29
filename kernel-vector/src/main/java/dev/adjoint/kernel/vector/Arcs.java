package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;

/**
 * Inverse sine, cosine and tangent, described once for both types of elements. Errors in units in the last place, as tests
 * measure them, in double and in float: 1.2 and 2.2.
 *
 * @param v takes the code
 * @param numbers those of the type
 */
record Arcs(VectorCode v, Numbers numbers) {

    /** The tangents of an eighth of pi and of three. */
    private static final double EIGHTH = 0.41421356237309503;

    private static final double THREE_EIGHTHS = 2.414213562373095;

    /**
     * What differs between types; coefficients, the highest power first, come from {@code tools/elementary_coefficients.py}.
     *
     * @param halfPi half of pi
     * @param halfPiRest what is missing in that
     * @param tangent {@code (atan(t) / t - 1) / t²} in t²
     * @param sine {@code (asin(t) / t - 1) / t²} in t²
     */
    private record Numbers(double halfPi, double halfPiRest, double[] tangent, double[] sine) {}

    private static final Numbers FLOAT = new Numbers(
            0x1.921fb6p0,
            -0x1.777a5cp-25,
            new double[] {0.0805983684981383, -0.13879719360496162, 0.19977915618366898, -0.3333295502459588},
            new double[] {
                0.04223076733552024, 0.02414083104163884, 0.045478386666846615, 0.07495232138391547, 0.16666754153242544
            });

    private static final Numbers DOUBLE = new Numbers(
            0x1.921fb54442d18p0,
            0x1.1a62633145c07p-54,
            new double[] {
                -0.01791932033520995,
                0.03807567580284591,
                -0.05039743808908379,
                0.05847986927333257,
                -0.06663117450256317,
                0.07692061387754992,
                -0.09090897822990317,
                0.1111111078569244,
                -0.14285714280240136,
                0.19999999999954005,
                -0.333333333333332
            },
            new double[] {
                0.031981815592699546,
                -0.016326888178072166,
                0.019594472642326034,
                0.006503469883497594,
                0.0121749544723406,
                0.013884348507548949,
                0.017359795851971418,
                0.022371751923046582,
                0.030381959396096992,
                0.044642856821963166,
                0.07500000000344807,
                0.16666666666665375
            });

    static Arcs of(VectorCode v, DType dtype) {
        return new Arcs(v, dtype == DType.FLOAT32 ? FLOAT : DOUBLE);
    }

    /** Some right angles and what is left, which is added at last. */
    private Value plus(Value right, Value rest) {
        Value high = v.mul(right, numbers.halfPi);
        return v.add(high, v.fma(right, numbers.halfPiRest, rest));
    }

    /** The angle of a point that is not below or left of the origin: less that of the nearest of 0, 45 and 90 degrees. */
    private Value angle(Value y, Value x) {
        Value steep = v.test("GT", y, v.mul(x, THREE_EIGHTHS));
        Value middle = v.test("GT", y, v.mul(x, EIGHTH));
        Value top = v.choose(steep, v.neg(x), v.choose(middle, v.sub(y, x), y));
        Value bottom = v.choose(steep, y, v.choose(middle, v.add(y, x), x));
        Value t = v.div(top, bottom);
        Value z = v.mul(t, t);
        Value rest = v.fma(v.mul(t, z), v.polynomial(z, numbers.tangent), t);
        return plus(v.choose(steep, 1, v.choose(middle, 0.5, v.number(0))), rest);
    }

    Value atan(Value x) {
        return v.withSign(angle(v.abs(x), v.number(1)), x);
    }

    /** The angle of the point with ordinate {@code y} and abscissa {@code x}. */
    Value atan2(Value y, Value x) {
        Value a = v.abs(y);
        Value b = v.abs(x);
        Value least = v.min(a, b);
        // Two that are infinite are as any two that are equal, and two zeros have the angle 0.
        Value equal = v.test("EQ", least, Double.POSITIVE_INFINITY);
        Value none = v.test("EQ", v.max(a, b), 0);
        // Sums of two large numbers must not overflow.
        Value large = v.test("EQ", v.add(a, b), Double.POSITIVE_INFINITY);
        a = v.choose(equal, 1, v.choose(large, v.mul(a, 0.25), a));
        b = v.choose(v.either(equal, none), 1, v.choose(large, v.mul(b, 0.25), b));
        Value angle = angle(a, b);
        Value isLeft = v.test("LT", v.withSign(v.number(1), x), 0);
        return v.withSign(v.choose(isLeft, plus(v.number(2), v.neg(angle)), angle), y);
    }

    /** {@code asin(t) - t}, for t up to a half. */
    private Value bent(Value t, Value square) {
        return v.mul(v.mul(t, square), v.polynomial(square, numbers.sine));
    }

    /** The inverse sine; above a half by the one of {@code sqrt((1 - x) / 2)}, twice which is missing to a right angle. */
    Value asin(Value x) {
        Value a = v.abs(x);
        Value isNear = v.test("LE", a, 0.5);
        Value z = v.choose(isNear, v.mul(a, a), v.mul(v.sub(v.number(1), a), 0.5));
        Value t = v.choose(isNear, a, v.sqrt(z));
        Value y = v.add(t, bent(t, z));
        return v.withSign(v.choose(isNear, y, plus(v.number(1), v.mul(y, -2))), x);
    }

    Value acos(Value x) {
        Value a = v.abs(x);
        Value isNear = v.test("LE", a, 0.5);
        Value z = v.choose(isNear, v.mul(a, a), v.mul(v.sub(v.number(1), a), 0.5));
        Value t = v.choose(isNear, x, v.sqrt(z));
        Value y = v.add(t, bent(t, z));
        Value right = v.mul(y, 2);
        Value left = plus(v.number(2), v.neg(right));
        return v.choose(isNear, plus(v.number(1), v.neg(y)), v.choose(v.test("LT", x, 0), left, right));
    }
}

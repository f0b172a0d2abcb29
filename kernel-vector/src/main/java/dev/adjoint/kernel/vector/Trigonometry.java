package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;

/**
 * Sine, cosine and tangent, described once for both types of elements.
 *
 * <p>Half of pi is taken away in three parts, the last two with what the differences lose; up to {@link Numbers#limit} that
 * leaves an argument in two parts, exact far beyond its last bit. Larger ones go to the reference. Errors in units in the
 * last place, as tests measure them: sine and cosine 0.9, tangent 2.5.
 *
 * @param v takes the code
 * @param numbers those of the type
 */
record Trigonometry(VectorCode v, Numbers numbers) {

    /**
     * What differs between types; coefficients, the highest power first, come from {@code tools/elementary_coefficients.py}.
     *
     * @param round what rounds to a whole number when it is added and taken away
     * @param top the place of the highest bit but one
     * @param tiny below this, a sine is its argument
     * @param limit the largest argument
     * @param halfPi half of pi as a sum
     * @param sine {@code (sin(r) / r - 1) / r²} in r²
     * @param cosine {@code (cos(r) - 1 + r² / 2) / r⁴} in r²
     */
    record Numbers(double round, int top, double tiny, double limit, double[] halfPi, double[] sine, double[] cosine) {}

    private static final Numbers FLOAT = new Numbers(
            0x1.8p23,
            30,
            0x1p-13,
            0x1p17,
            new double[] {0x1.921fb6p0, -0x1.777a5cp-25, -0x1.ee59dap-50},
            new double[] {-0.0001951698389588257, 0.008332175935723473, -0.16666654911418421},
            new double[] {2.443807858272861e-05, -0.0013887364379852679, 0.04166664680525784});

    private static final Numbers DOUBLE = new Numbers(
            0x1.8p52,
            62,
            0x1p-27,
            0x1p30,
            new double[] {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110},
            new double[] {
                1.5896668826192113e-10,
                -2.50507560068472e-08,
                2.755731367899331e-06,
                -0.00019841269829772224,
                0.008333333333322372,
                -0.16666666666666632
            },
            new double[] {
                -1.1359557705238496e-11,
                2.0875721591025894e-09,
                -2.755731434040652e-07,
                2.4801587289442547e-05,
                -0.0013888888888874064,
                0.0416666666666666
            });

    private static final double TWO_BY_PI = 0.6366197723675814;

    static Trigonometry of(VectorCode v, DType dtype) {
        return new Trigonometry(v, dtype == DType.FLOAT32 ? FLOAT : DOUBLE);
    }

    /** An angle as a number of quarters, which stands in the lowest bits, and the sine and cosine of what is left. */
    private record Angle(Value quarters, Value sine, Value cosine) {}

    Value sin(Value x) {
        Value y = turned(angle(x), 0);
        return rarely(Fn.SIN, x, v.choose(isTiny(x), x, y));
    }

    Value cos(Value x) {
        return rarely(Fn.COS, x, turned(angle(x), 1));
    }

    Value tan(Value x) {
        Angle angle = angle(x);
        Value odd = isOdd(angle.quarters);
        Value y = v.div(v.choose(odd, angle.cosine, angle.sine), v.choose(odd, angle.sine, angle.cosine));
        y = v.choose(odd, v.neg(y), y);
        return rarely(Fn.TAN, x, v.choose(isTiny(x), x, y));
    }

    private Value isTiny(Value x) {
        return v.test("LT", v.abs(x), numbers.tiny);
    }

    private Value rarely(Fn fn, Value x, Value usual) {
        return v.rarely(v.test("GT", v.abs(x), numbers.limit), fn, x, usual);
    }

    /** The lowest bit but one as a sign, and the lowest bit as a size of at least 1. */
    private Value lowest(Value bits) {
        return v.elements(v.shift("LSHL", bits, numbers.top));
    }

    private Value isOdd(Value quarters) {
        return v.test("GE", v.abs(lowest(quarters)), 1);
    }

    /** The sine of an angle and some more quarters. */
    private Value turned(Angle angle, int more) {
        Value quarters = more == 0 ? angle.quarters : v.whole("add", angle.quarters, more);
        Value y = v.choose(isOdd(quarters), angle.cosine, angle.sine);
        // A sum of two highest bits is that of one of them.
        Value sign = v.whole("and", v.bits(lowest(quarters)), v.bits(v.number(-0.0)));
        return v.elements(v.whole("add", v.bits(y), sign));
    }

    private Angle angle(Value x) {
        Value t = v.fma(x, TWO_BY_PI, numbers.round);
        Value n = v.sub(t, numbers.round);
        // The first difference is exact, the second is kept with what it loses.
        Value first = v.fma(n, -numbers.halfPi[0], x);
        Value part = v.mul(n, v.number(numbers.halfPi[1]));
        Value r = v.sub(first, part);
        Value back = v.sub(r, first);
        Value lost = v.sub(v.sub(first, v.sub(r, back)), v.add(part, back));
        Value rest = v.fma(n, v.number(numbers.halfPi[1]), v.neg(part));
        Value low = v.fma(n, -numbers.halfPi[2], v.sub(lost, rest));
        Value z = v.mul(r, r);
        Value half = v.mul(z, 0.5);
        Value sine = v.add(r, v.fma(v.mul(r, z), v.polynomial(z, numbers.sine), v.mul(low, v.sub(v.number(1), half))));
        Value w = v.sub(v.number(1), half);
        Value small = v.fma(v.mul(z, z), v.polynomial(z, numbers.cosine), v.neg(v.mul(r, low)));
        Value cosine = v.add(w, v.add(v.sub(v.sub(v.number(1), w), half), small));
        return new Angle(v.bits(t), sine, cosine);
    }
}

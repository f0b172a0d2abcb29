package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;

/**
 * Powers, roots and logarithms to other bases, described once for both types of elements.
 *
 * <p>A power is the exponential of a product, which may be large: so the logarithm is made in two parts, the second of which
 * is less than the last bit of the first, and what the product loses is kept. Logarithms to the bases 2 and 10 are rounded
 * once from two such parts, and so exact where they are whole. Errors in units in the last place, as tests measure them:
 * logarithms 0.5, powers 1 (float 1.5), cube roots 0.8, {@code hypot} 2.
 *
 * @param v takes the code
 * @param functions exponentials and logarithms
 * @param numbers those of the type
 */
record Powers(VectorCode v, Functions functions, Numbers numbers) {

    /** Larger exponents are infinite, or zero, without what a product has lost. */
    private static final double LARGEST = 1_024;

    /** A number as a sum of two. */
    private record Pair(double high, double low) {}

    /**
     * What a logarithm is made of.
     *
     * @param two the logarithm of 2; multiples of the first part by exponents are exact
     * @param e the logarithm of e
     */
    private record Base(Pair two, Pair e) {}

    /**
     * What differs between types; coefficients, the highest power first, come from {@code tools/elementary_coefficients.py}.
     *
     * @param natural the base e
     * @param ten the base 10
     * @param two the base 2
     * @param cube two thirds
     * @param rest {@code ((log(1 + f) / s - 2) / s² - 2/3) / s²} in s², where {@code s = f / (2 + f)}
     * @param smallest the smallest number with all its digits
     * @param scale a power of 8 that gives smaller ones theirs
     * @param unscale one over its cube root
     */
    private record Numbers(
            Base natural,
            Base ten,
            Base two,
            Pair cube,
            double[] rest,
            double smallest,
            double scale,
            double unscale) {}

    private static final Pair ONE = new Pair(1, 0);

    private static final Numbers FLOAT = new Numbers(
            new Base(new Pair(0x1.62e4p-1, 0x1.7f7d1cp-20), ONE),
            new Base(new Pair(0x1.3442p-2, -0x1.95ec1p-19), new Pair(0x1.bcb7b2p-2, -0x1.5b235ep-27)),
            new Base(ONE, new Pair(0x1.715476p0, 0x1.4ae0cp-26)),
            new Pair(0x1.555556p-1, -0x1.555556p-26),
            new double[] {0.23419884767238267, 0.2854708068651755, 0.40000152677148365},
            Float.MIN_NORMAL,
            0x1p24,
            0x1p-8);

    private static final Numbers DOUBLE = new Numbers(
            new Base(new Pair(0x1.62e42fefa38p-1, 0x1.ef35793c7673p-45), ONE),
            new Base(
                    new Pair(0x1.34413509f78p-2, 0x1.fef311f12b358p-46),
                    new Pair(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57)),
            new Base(ONE, new Pair(0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56)),
            new Pair(0x1.5555555555555p-1, 0x1.5555555555555p-55),
            new double[] {
                0.13197723057276298,
                0.13256672013691195,
                0.15386763383032842,
                0.18181784240562374,
                0.2222222252131005,
                0.2857142857009216,
                0.4000000000000227
            },
            Double.MIN_NORMAL,
            0x1p54,
            0x1p-18);

    static Powers of(VectorCode v, Functions functions, DType dtype) {
        return new Powers(v, functions, dtype == DType.FLOAT32 ? FLOAT : DOUBLE);
    }

    /** A value in two parts. */
    private record Sum(Value high, Value low) {}

    /** {@code log(1 + f)}, by {@code s = f / (2 + f)}: {@code 2s + 2/3 s³} in two parts, and what is left. */
    private Sum nearOne(Value f) {
        Value d = v.add(f, 2);
        Value r = v.div(v.number(1), d);
        Value s = v.mul(f, r);
        Value left = v.fma(v.neg(s), v.sub(f, v.sub(d, 2)), v.fma(v.neg(s), d, f));
        Value sLow = v.mul(left, r);
        Value twice = v.add(s, s);
        Value z = v.mul(s, s);
        Value zLow = v.fma(twice, sLow, v.fma(s, s, v.neg(z)));
        Value t = v.mul(z, numbers.cube.high);
        Value tLow = v.fma(z, v.number(numbers.cube.high), v.neg(t));
        tLow = v.fma(zLow, numbers.cube.high, v.fma(z, numbers.cube.low, tLow));
        tLow = v.fma(v.mul(z, z), v.polynomial(z, numbers.rest), tLow);
        Value m = v.mul(s, t);
        Value mLow = v.fma(sLow, t, v.fma(s, tLow, v.fma(s, t, v.neg(m))));
        Value most = v.add(twice, m);
        Value low = v.add(v.add(v.sub(twice, most), m), v.fma(sLow, 2, mLow));
        Value high = v.add(most, low);
        return new Sum(high, v.add(v.sub(most, high), low));
    }

    /** The logarithm of a positive number. */
    private Sum log(Value x, Base base) {
        Functions.Split split = functions.split(x);
        Value n = split.exponent();
        Sum near = nearOne(split.fraction());
        Value part = v.mul(near.high, base.e.high);
        Value low = v.fma(near.high, v.number(base.e.high), v.neg(part));
        low = v.fma(near.low, base.e.high, v.fma(near.high, base.e.low, low));
        low = v.fma(n, base.two.low, low);
        Value whole = v.mul(n, base.two.high);
        Value high = v.add(whole, part);
        return new Sum(high, v.add(low, v.add(v.sub(whole, high), part)));
    }

    /** A logarithm; of 0 it is -∞, of negative numbers NaN; ∞ and NaN stay. */
    private Value rounded(Value x, Base base) {
        Sum log = log(x, base);
        Value y = v.choose(v.test("LT", x, Double.POSITIVE_INFINITY), v.add(log.high, log.low), x);
        y = v.choose(v.test("EQ", x, 0), Double.NEGATIVE_INFINITY, y);
        return v.choose(v.test("LT", x, 0), Double.NaN, y);
    }

    Value log2(Value x) {
        return rounded(x, numbers.two);
    }

    Value log10(Value x) {
        return rounded(x, numbers.ten);
    }

    /** {@code x} to the power {@code y}, as {@code Math.pow} says. */
    Value pow(Value x, Value y) {
        Value a = v.abs(x);
        Sum log = log(a, numbers.natural);
        Value high = v.choose(v.test("LT", a, Double.POSITIVE_INFINITY), log.high, a);
        high = v.choose(v.test("EQ", a, 0), Double.NEGATIVE_INFINITY, high);
        Value power = v.mul(y, high);
        Value lost = v.fma(y, log.low, v.fma(y, high, v.neg(power)));
        lost = v.choose(v.test("LT", v.abs(power), LARGEST), lost, v.number(0));
        Value exp = functions.exp(power);
        Value r = v.choose(v.test("LT", exp, Double.POSITIVE_INFINITY), v.fma(exp, lost, exp), exp);
        return signed(r, x, y);
    }

    /** The power of a negative number: NaN where the exponent is a fraction, negative where it is odd. */
    private Value signed(Value r, Value x, Value y) {
        Value half = v.mul(y, 0.5);
        Value isWhole = v.test("EQ", functions.round(y), y);
        Value odd = v.both(isWhole, v.test("NE", functions.round(half), half));
        Value isNegative = v.both(v.test("LT", x, 0), v.test("GT", x, Double.NEGATIVE_INFINITY));
        Value known = v.choose(isWhole, r, v.choose(isNegative, Double.NaN, r));
        known = v.choose(odd, v.withSign(known, x), known);
        return v.choose(v.test("EQ", y, 0), 1, known);
    }

    /** The cube root: a good guess, and Newton's step from there. */
    Value cbrt(Value x) {
        Value a = v.abs(x);
        Value tiny = v.test("LT", a, numbers.smallest);
        Value b = v.choose(tiny, v.mul(a, numbers.scale), a);
        Value guess = functions.exp(v.mul(functions.log(b), 1.0 / 3));
        Value square = v.mul(guess, guess);
        Value y = v.sub(guess, v.div(v.fma(square, guess, v.neg(b)), v.mul(square, 3)));
        y = v.choose(tiny, v.mul(y, numbers.unscale), y);
        Value isUsual = v.both(v.test("GT", a, 0), v.test("LT", a, Double.POSITIVE_INFINITY));
        return v.choose(isUsual, v.withSign(y, x), x);
    }

    /** {@code sqrt(x² + y²)}, where neither square may overflow; infinite if one of the two is. */
    Value hypot(Value x, Value y) {
        Value a = v.abs(x);
        Value b = v.abs(y);
        Value most = v.max(a, b);
        Value ratio = v.div(v.min(a, b), most);
        Value r = v.mul(most, v.sqrt(v.fma(ratio, ratio, v.number(1))));
        r = v.choose(v.test("EQ", most, 0), most, r);
        Value isInfinite =
                v.either(v.test("EQ", a, Double.POSITIVE_INFINITY), v.test("EQ", b, Double.POSITIVE_INFINITY));
        return v.choose(isInfinite, Double.POSITIVE_INFINITY, r);
    }
}

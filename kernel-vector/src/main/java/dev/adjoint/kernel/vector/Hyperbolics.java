package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.VectorCode.Value;
import dev.adjoint.shape.DType;

/**
 * Hyperbolic functions and their inverses, by exponentials and logarithms of what does not cancel. Errors in units in the
 * last place, as tests measure them, in double and in float: sinh 1.4 and 3.6, cosh 1.4 and 2.8, the inverses 1.1 and 2.1.
 *
 * @param v takes the code
 * @param functions exponentials and logarithms
 * @param end from here on {@code e^-x} is nothing beside {@code e^x}
 * @param huge from here on 1 is nothing beside a square
 */
record Hyperbolics(VectorCode v, Functions functions, double end, double huge) {

    private static final double LN2 = 0x1.62e42fefa39efp-1;

    static Hyperbolics of(VectorCode v, Functions functions, DType dtype) {
        return dtype == DType.FLOAT32
                ? new Hyperbolics(v, functions, 10, 0x1p12)
                : new Hyperbolics(v, functions, 20, 0x1p28);
    }

    private Value isLarge(Value a) {
        return v.test("GT", a, end);
    }

    /** Half of it where it is large: its exponential may be infinite where half of that is not. */
    private Value halved(Value a) {
        return v.choose(isLarge(a), v.mul(a, 0.5), a);
    }

    /** {@code e^x / 2}, of the exponential of half of it. */
    private Value half(Value root) {
        return v.mul(v.mul(root, 0.5), root);
    }

    Value sinh(Value x) {
        Value a = v.abs(x);
        Value t = functions.expm1(halved(a));
        Value small = v.mul(v.add(t, v.div(t, v.add(t, 1))), 0.5);
        return v.withSign(v.choose(isLarge(a), half(v.add(t, 1)), small), x);
    }

    Value cosh(Value x) {
        Value a = v.abs(x);
        Value e = functions.exp(halved(a));
        Value small = v.mul(v.add(e, v.div(v.number(1), e)), 0.5);
        return v.choose(isLarge(a), half(e), small);
    }

    /** {@code log(1 + x)}, and the logarithm of 2 more where a mask holds. */
    private Value log1p(Value x, Value doubled) {
        Value y = functions.log1p(x);
        return v.choose(doubled, v.add(y, LN2), y);
    }

    Value asinh(Value x) {
        Value a = v.abs(x);
        Value square = v.mul(a, a);
        Value root = v.add(v.sqrt(v.add(square, 1)), 1);
        Value isHuge = v.test("GT", a, huge);
        Value less = v.choose(isHuge, v.sub(a, 1), v.add(a, v.div(square, root)));
        return v.withSign(log1p(less, isHuge), x);
    }

    Value acosh(Value x) {
        Value t = v.sub(x, 1);
        Value isHuge = v.test("GT", x, huge);
        Value less = v.choose(isHuge, t, v.add(t, v.sqrt(v.mul(t, v.add(t, 2)))));
        return v.choose(v.test("LT", x, 1), Double.NaN, log1p(less, isHuge));
    }

    Value atanh(Value x) {
        Value a = v.abs(x);
        Value y = functions.log1p(v.div(v.add(a, a), v.sub(v.number(1), a)));
        return v.withSign(v.mul(y, 0.5), x);
    }
}

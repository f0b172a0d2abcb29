package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link FloatMath} in the Vector API, operation by operation the same.
 *
 * <p>Polynomials are written out in each loop, since methods of our own that take vectors are not sure to be inlined.
 */
final class FloatVectorMath {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final int STEP = S.vectorByteSize();

    private FloatVectorMath() {}

    /** {@code e^x}. */
    static void exp(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector t = vx.mul(FloatMath.LOG2_E).add(FloatMath.ROUND);
            FloatVector k = t.sub(FloatMath.ROUND);
            FloatVector f = vx.sub(k.mul(FloatMath.LN2_HIGH)).sub(k.mul(FloatMath.LN2_LOW));
            FloatVector p = f.mul(FloatMath.E7).add(FloatMath.E6);
            p = p.mul(f).add(FloatMath.E5);
            p = p.mul(f).add(FloatMath.E4);
            p = p.mul(f).add(FloatMath.E3);
            p = p.mul(f).add(FloatMath.E2);
            p = p.mul(f.mul(f)).add(f).add(1f);
            IntVector bits = t.reinterpretAsInts().sub(Float.floatToRawIntBits(FloatMath.ROUND));
            IntVector half = bits.lanewise(VectorOperators.ASHR, 1);
            IntVector rest = bits.sub(half);
            FloatVector first = half.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector second =
                    rest.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector y = p.mul(first).mul(second);
            y = y.blend(Float.POSITIVE_INFINITY, vx.compare(VectorOperators.GT, FloatMath.EXP_MAX));
            y = y.blend(0f, vx.compare(VectorOperators.LT, FloatMath.EXP_MIN));
            y.intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** The natural logarithm. */
    static void log(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            VectorMask<Float> tiny = vx.compare(VectorOperators.LT, Float.MIN_NORMAL);
            FloatVector y = vx.blend(vx.mul(0x1p23f), tiny);
            IntVector bits = y.reinterpretAsInts().sub(FloatMath.SQRT_HALF_BITS);
            FloatVector exponent =
                    (FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convertShape(VectorOperators.I2F, S, 0);
            FloatVector k = exponent.sub(FloatVector.zero(S).blend(23f, tiny));
            FloatVector f = bits.and(FloatMath.MANTISSA)
                    .add(FloatMath.SQRT_HALF_BITS)
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector p = f.mul(FloatMath.L11).add(FloatMath.L10);
            p = p.mul(f).add(FloatMath.L9);
            p = p.mul(f).add(FloatMath.L8);
            p = p.mul(f).add(FloatMath.L7);
            p = p.mul(f).add(FloatMath.L6);
            p = p.mul(f).add(FloatMath.L5);
            p = p.mul(f).add(FloatMath.L4);
            p = p.mul(f).add(FloatMath.L3);
            FloatVector z = f.mul(f);
            FloatVector s = k.mul(FloatMath.LN2_LOW)
                    .add(f.mul(z).mul(p))
                    .sub(z.mul(0.5f))
                    .add(f)
                    .add(k.mul(FloatMath.LN2_HIGH));
            s = vx.blend(s, vx.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
            s = s.blend(Float.NEGATIVE_INFINITY, vx.compare(VectorOperators.EQ, 0f));
            s = s.blend(Float.NaN, vx.compare(VectorOperators.LT, 0f));
            s.intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** {@code log(1 + x)}, given that of the rounded sum. */
    static void log1pEnd(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector u = vx.add(1f);
            FloatVector lost = u.sub(1f).sub(vx).div(u);
            vy.blend(vy.sub(lost), lost.compare(VectorOperators.EQ, lost)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** {@code e^x - 1}, given {@code e^x}. */
    static void expm1End(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector p = vx.mul(FloatMath.E7).add(FloatMath.E6);
            p = p.mul(vx).add(FloatMath.E5);
            p = p.mul(vx).add(FloatMath.E4);
            p = p.mul(vx).add(FloatMath.E3);
            p = p.mul(vx).add(FloatMath.E2);
            p = p.mul(vx.mul(vx)).add(vx);
            vy.sub(1f).blend(p, vx.abs().compare(VectorOperators.LT, 0.5f)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** The hyperbolic tangent, given {@code e^(-2|x|)}. */
    static void tanhEnd(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector s = vx.mul(vx);
            FloatVector p = s.mul(FloatMath.H13).add(FloatMath.H11);
            p = p.mul(s).add(FloatMath.H9);
            p = p.mul(s).add(FloatMath.H7);
            p = p.mul(s).add(FloatMath.H5);
            p = p.mul(s).add(FloatMath.H3);
            FloatVector near = vx.add(vx.mul(s).mul(p));
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector far = one.sub(vy).div(one.add(vy));
            far = far.blend(far.neg(), vx.compare(VectorOperators.LT, 0f));
            far.blend(near, vx.abs().compare(VectorOperators.LT, FloatMath.TANH_NEAR))
                    .intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** The logistic function, given {@code e^-|x|}. */
    static void sigmoidEnd(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector top = one.blend(vy, vx.compare(VectorOperators.LT, 0f));
            top.div(one.add(vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** The error function, given {@code e^(-x²)}. */
    static void erfEnd(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector a = vx.abs();
            FloatVector high = a.reinterpretAsInts().and(FloatMath.UPPER).reinterpretAsFloats();
            FloatVector low = a.sub(high);
            FloatVector lost =
                    high.mul(high).sub(a.mul(a)).add(high.mul(2f).mul(low)).add(low.mul(low));
            FloatVector q = a.sub(FloatMath.TAIL_CENTRE).div(a.add(FloatMath.TAIL_CENTRE));
            FloatVector p = q.mul(FloatMath.T9).add(FloatMath.T8);
            p = p.mul(q).add(FloatMath.T7);
            p = p.mul(q).add(FloatMath.T6);
            p = p.mul(q).add(FloatMath.T5);
            p = p.mul(q).add(FloatMath.T4);
            p = p.mul(q).add(FloatMath.T3);
            p = p.mul(q).add(FloatMath.T2);
            p = p.mul(q).add(FloatMath.T1);
            p = p.mul(q).add(FloatMath.T0);
            FloatVector tail = vy.sub(vy.mul(lost)).mul(p).div(a.mul(2f).add(1f));
            tail = tail.blend(0f, a.compare(VectorOperators.GT, FloatMath.TAIL_END));
            FloatVector s = vx.mul(vx);
            FloatVector g = s.mul(FloatMath.G15).add(FloatMath.G13);
            g = g.mul(s).add(FloatMath.G11);
            g = g.mul(s).add(FloatMath.G9);
            g = g.mul(s).add(FloatMath.G7);
            g = g.mul(s).add(FloatMath.G5);
            g = g.mul(s).add(FloatMath.G3);
            g = g.mul(s).add(FloatMath.G1);
            FloatVector near = vx.add(vx.mul(g));
            FloatVector far = FloatVector.broadcast(S, 1f).sub(tail);
            far = far.blend(far.neg(), vx.compare(VectorOperators.LT, 0f));
            far.blend(near, a.compare(VectorOperators.LT, 1f)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    /** {@code 1 - erf(x)}, given {@code e^(-x²)}. */
    static void erfcEnd(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector a = vx.abs();
            FloatVector high = a.reinterpretAsInts().and(FloatMath.UPPER).reinterpretAsFloats();
            FloatVector low = a.sub(high);
            FloatVector lost =
                    high.mul(high).sub(a.mul(a)).add(high.mul(2f).mul(low)).add(low.mul(low));
            FloatVector q = a.sub(FloatMath.TAIL_CENTRE).div(a.add(FloatMath.TAIL_CENTRE));
            FloatVector p = q.mul(FloatMath.T9).add(FloatMath.T8);
            p = p.mul(q).add(FloatMath.T7);
            p = p.mul(q).add(FloatMath.T6);
            p = p.mul(q).add(FloatMath.T5);
            p = p.mul(q).add(FloatMath.T4);
            p = p.mul(q).add(FloatMath.T3);
            p = p.mul(q).add(FloatMath.T2);
            p = p.mul(q).add(FloatMath.T1);
            p = p.mul(q).add(FloatMath.T0);
            FloatVector tail = vy.sub(vy.mul(lost)).mul(p).div(a.mul(2f).add(1f));
            tail = tail.blend(0f, a.compare(VectorOperators.GT, FloatMath.TAIL_END));
            FloatVector s = vx.mul(vx);
            FloatVector g = s.mul(FloatMath.G15).add(FloatMath.G13);
            g = g.mul(s).add(FloatMath.G11);
            g = g.mul(s).add(FloatMath.G9);
            g = g.mul(s).add(FloatMath.G7);
            g = g.mul(s).add(FloatMath.G5);
            g = g.mul(s).add(FloatMath.G3);
            g = g.mul(s).add(FloatMath.G1);
            FloatVector near = vx.add(vx.mul(g));
            FloatVector inner = FloatVector.broadcast(S, 2f).sub(tail);
            inner = inner.blend(FloatVector.broadcast(S, 1f).sub(near), a.compare(VectorOperators.LT, 1f));
            tail.blend(inner, vx.compare(VectorOperators.LT, 0.5f)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }
}

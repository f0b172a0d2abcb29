package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops over tiles of float in the Vector API: the same numbers as {@link FloatTiles}, bit for bit.
 *
 * <p>Tiles are native memory. Each argument comes with a mask for the position, all ones or zero: with zero the same
 * vector is read again and again, so one loop serves tensors and numbers. Lengths are whole vectors. Each loop is a
 * method by itself and calls nothing of ours that takes a vector: so the compiler keeps vectors in registers.
 */
final class FloatVectors {

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** The bytes of a vector. */
    static final int STEP = S.vectorByteSize();

    private FloatVectors() {}

    /**
     * Runs one loop.
     *
     * @param step which loop, on which slots
     * @param at the address of each slot's tile
     * @param mask for each slot all ones, or zero if it is one vector for all positions
     * @param n the length in bytes, a multiple of {@link #STEP}
     */
    static void run(Step step, long[] at, int[] mask, int n) {
        long r = at[step.target()];
        long x = at[step.a()];
        long y = at[step.b()];
        int mx = mask[step.a()];
        int my = mask[step.b()];
        switch (step.op()) {
            case NEG -> neg(x, mx, r, n);
            case ABS -> abs(x, mx, r, n);
            case SQRT -> sqrt(x, mx, r, n);
            case NEG_ABS -> negAbs(x, mx, r, n);
            case NEG_SQUARE -> negSquare(x, mx, r, n);
            case COPY -> copy(x, mx, r, n);
            case NOT -> not(x, mx, r, n);
            case EXP -> FloatVectorMath.exp(x, mx, r, n);
            case LOG -> FloatVectorMath.log(x, mx, r, n);
            case ADD -> add(x, mx, y, my, r, n);
            case SUB -> sub(x, mx, y, my, r, n);
            case MUL -> mul(x, mx, y, my, r, n);
            case CHAIN -> chain(x, mx, y, my, r, n);
            case DIV -> div(x, mx, y, my, r, n);
            case MIN -> min(x, mx, y, my, r, n);
            case MAX -> max(x, mx, y, my, r, n);
            case EQ -> eq(x, mx, y, my, r, n);
            case NE -> ne(x, mx, y, my, r, n);
            case LT -> lt(x, mx, y, my, r, n);
            case LE -> le(x, mx, y, my, r, n);
            case AND -> and(x, mx, y, my, r, n);
            case OR -> or(x, mx, y, my, r, n);
            case LOG1P_END -> FloatVectorMath.log1pEnd(x, mx, y, my, r, n);
            case EXPM1_END -> FloatVectorMath.expm1End(x, mx, y, my, r, n);
            case TANH_END -> FloatVectorMath.tanhEnd(x, mx, y, my, r, n);
            case SIGMOID_END -> FloatVectorMath.sigmoidEnd(x, mx, y, my, r, n);
            case ERF_END -> FloatVectorMath.erfEnd(x, mx, y, my, r, n);
            case ERFC_END -> FloatVectorMath.erfcEnd(x, mx, y, my, r, n);
            case SELECT -> select(x, mx, y, my, at[step.c()], mask[step.c()], r, n);
            case SELECT_EQ, SELECT_LT, SELECT_LE -> {
                long z = at[step.c()];
                long w = at[step.d()];
                int mz = mask[step.c()];
                int mw = mask[step.d()];
                switch (step.op()) {
                    case SELECT_EQ -> selectEq(x, mx, y, my, z, mz, w, mw, r, n);
                    case SELECT_LT -> selectLt(x, mx, y, my, z, mz, w, mw, r, n);
                    default -> selectLe(x, mx, y, my, z, mz, w, mw, r, n);
                }
            }
            case REFERENCE -> reference(step.fn(), x, mx, y, my, at[step.c()], mask[step.c()], r, n);
        }
    }

    private static void neg(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            vx.neg().intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void abs(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            vx.abs().intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void sqrt(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            vx.lanewise(VectorOperators.SQRT).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void negAbs(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            vx.abs().neg().intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void negSquare(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            vx.mul(vx).neg().intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void copy(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            vx.intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void not(long x, int mx, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector.zero(S).blend(one, vx.compare(VectorOperators.EQ, 0f)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void add(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            vx.add(vy).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void sub(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            vx.sub(vy).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void mul(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            vx.mul(vy).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void chain(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            VectorMask<Float> none = vx.compare(VectorOperators.EQ, 0f).or(vy.compare(VectorOperators.EQ, 0f));
            vx.mul(vy).blend(0f, none).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void div(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            vx.div(vy).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void min(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            vx.min(vy).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void max(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            vx.max(vy).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void eq(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector.zero(S).blend(one, vx.compare(VectorOperators.EQ, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void ne(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector.zero(S).blend(one, vx.compare(VectorOperators.NE, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void lt(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector.zero(S).blend(one, vx.compare(VectorOperators.LT, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void le(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            FloatVector.zero(S).blend(one, vx.compare(VectorOperators.LE, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void and(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            VectorMask<Float> both = vx.compare(VectorOperators.NE, 0f).and(vy.compare(VectorOperators.NE, 0f));
            FloatVector.zero(S).blend(one, both).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void or(long x, int mx, long y, int my, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector one = FloatVector.broadcast(S, 1f);
            VectorMask<Float> both = vx.compare(VectorOperators.NE, 0f).or(vy.compare(VectorOperators.NE, 0f));
            FloatVector.zero(S).blend(one, both).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void select(long x, int mx, long y, int my, long z, int mz, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector vz = FloatVector.fromMemorySegment(S, ALL, z + (i & mz), ORDER);
            vz.blend(vy, vx.compare(VectorOperators.NE, 0f)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void selectEq(long x, int mx, long y, int my, long z, int mz, long w, int mw, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector vz = FloatVector.fromMemorySegment(S, ALL, z + (i & mz), ORDER);
            FloatVector vw = FloatVector.fromMemorySegment(S, ALL, w + (i & mw), ORDER);
            vw.blend(vz, vx.compare(VectorOperators.EQ, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void selectLt(long x, int mx, long y, int my, long z, int mz, long w, int mw, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector vz = FloatVector.fromMemorySegment(S, ALL, z + (i & mz), ORDER);
            FloatVector vw = FloatVector.fromMemorySegment(S, ALL, w + (i & mw), ORDER);
            vw.blend(vz, vx.compare(VectorOperators.LT, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void selectLe(long x, int mx, long y, int my, long z, int mz, long w, int mw, long r, int n) {
        for (int i = 0; i < n; i += STEP) {
            FloatVector vx = FloatVector.fromMemorySegment(S, ALL, x + (i & mx), ORDER);
            FloatVector vy = FloatVector.fromMemorySegment(S, ALL, y + (i & my), ORDER);
            FloatVector vz = FloatVector.fromMemorySegment(S, ALL, z + (i & mz), ORDER);
            FloatVector vw = FloatVector.fromMemorySegment(S, ALL, w + (i & mw), ORDER);
            vw.blend(vz, vx.compare(VectorOperators.LE, vy)).intoMemorySegment(ALL, r + i, ORDER);
        }
    }

    private static void reference(Fn fn, long x, int mx, long y, int my, long z, int mz, long r, int n) {
        for (int i = 0; i < n; i += Float.BYTES) {
            float a = ALL.get(Memory.FLOAT, x + (i & mx));
            float b = ALL.get(Memory.FLOAT, y + (i & my));
            float c = ALL.get(Memory.FLOAT, z + (i & mz));
            ALL.set(Memory.FLOAT, r + i, (float) fn.apply(a, b, c));
        }
    }
}

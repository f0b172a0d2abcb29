package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Plain loops in float; {@link FloatVectors} computes the same numbers. */
final class FloatTiles implements Tiles<float[]> {

    @Override
    public float[][] allocate(int count, int length) {
        return new float[count][length];
    }

    @Override
    public float[][] lent(Scratch bench, int count, int length) {
        return bench.tiles(count, length);
    }

    @Override
    public void fill(float[] tile, double value) {
        Arrays.fill(tile, (float) value);
    }

    @Override
    public void load(DType dtype, long address, long stride, float[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> {
                if (stride == 1) {
                    MemorySegment.copy(Memory.ALL, Memory.FLOAT, address, tile, at, count);
                } else if (stride == 0) {
                    Arrays.fill(tile, at, at + count, Memory.ALL.get(Memory.FLOAT, address));
                } else {
                    for (int i = 0; i < count; i++) {
                        tile[at + i] = Memory.ALL.get(Memory.FLOAT, address + i * stride * 4);
                    }
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = (float) Memory.ALL.get(Memory.DOUBLE, address + i * stride * 8);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = (float) Memory.ALL.get(Memory.INT, address + i * stride * 4);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = (float) Memory.ALL.get(Memory.LONG, address + i * stride * 8);
                }
            }
            case BOOL, UINT8 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = Memory.ALL.get(Memory.BYTE, address + i * stride) & 0xff;
                }
            }
        }
    }

    @Override
    public void store(DType dtype, long address, long stride, float[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT32 -> {
                if (stride == 1) {
                    MemorySegment.copy(tile, at, Memory.ALL, Memory.FLOAT, address, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        Memory.ALL.set(Memory.FLOAT, address + i * stride * 4, tile[at + i]);
                    }
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.DOUBLE, address + i * stride * 8, tile[at + i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.INT, address + i * stride * 4, (int) tile[at + i]);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.LONG, address + i * stride * 8, (long) tile[at + i]);
                }
            }
            case BOOL -> {
                // Without a branch, which random truths would mispredict every other time.
                for (int i = 0; i < count; i++) {
                    int bits = Float.floatToRawIntBits(tile[at + i]) << 1;
                    Memory.ALL.set(Memory.BYTE, address + i * stride, (byte) ((bits | -bits) >>> 31));
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.BYTE, address + i * stride, (byte) (long) tile[at + i]);
                }
            }
        }
    }

    @Override
    public void read(DType dtype, long address, float[] tile, int at, int count, Conversion conversion) {
        conversion.read(dtype, address, tile, at, count);
    }

    @Override
    public void write(DType dtype, long address, float[] tile, int at, int count, Conversion conversion) {
        conversion.write(dtype, address, tile, at, count);
    }

    @Override
    public void run(Step step, float[][] slots, int n) {
        float[] r = slots[step.target()];
        float[] x = slots[step.a()];
        float[] y = slots[step.b()];
        float[] z = slots[step.c()];
        float[] w = slots[step.d()];
        switch (step.op()) {
            case COPY -> System.arraycopy(x, 0, r, 0, n);
            case NEG -> neg(x, r, n);
            case ABS -> abs(x, r, n);
            case SQRT -> sqrt(x, r, n);
            case EXP -> exp(x, r, n);
            case LOG -> log(x, r, n);
            case NOT -> not(x, r, n);
            case ADD -> add(x, y, r, n);
            case SUB -> sub(x, y, r, n);
            case MUL -> mul(x, y, r, n);
            case CHAIN -> chain(x, y, r, n);
            case DIV -> div(x, y, r, n);
            case MIN -> min(x, y, r, n);
            case MAX -> max(x, y, r, n);
            case LOG1P -> log1p(x, r, n);
            case EXPM1 -> expm1(x, r, n);
            case TANH -> tanh(x, r, n);
            case SIGMOID -> sigmoid(x, r, n);
            case SOFTPLUS -> softplus(x, r, n);
            case ERF -> erf(x, r, n);
            case ERFC -> erfc(x, r, n);
            case EQ -> eq(x, y, r, n);
            case NE -> ne(x, y, r, n);
            case LT -> lt(x, y, r, n);
            case LE -> le(x, y, r, n);
            case AND -> and(x, y, r, n);
            case OR -> or(x, y, r, n);
            case SELECT -> select(x, y, z, r, n);
            case SELECT_EQ -> selectEq(x, y, z, w, r, n);
            case SELECT_LT -> selectLt(x, y, z, w, r, n);
            case SELECT_LE -> selectLe(x, y, z, w, r, n);
            case REFERENCE, FLOOR, CEIL, ROUND, TRUNC, SIGN -> reference(step.fn(), x, y, z, r, n);
            case SIN,
                    COS,
                    TAN,
                    LOG2,
                    LOG10,
                    POW,
                    CBRT,
                    HYPOT,
                    ASIN,
                    ACOS,
                    ATAN,
                    ATAN2,
                    SINH,
                    COSH,
                    ASINH,
                    ACOSH,
                    ATANH -> function(step, x, y, r, n);
        }
    }

    private static void function(Step step, float[] x, float[] y, float[] r, int n) {
        PlainFunctions<float[]> functions = FunctionClass.floats();
        if (functions == null) {
            reference(step.fn(), x, y, y, r, n);
        } else {
            functions.run(step.op().ordinal(), x, y, r, n);
        }
    }

    private static void neg(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = -x[i];
        }
    }

    private static void abs(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = (float) Math.sqrt(x[i]);
        }
    }

    private static void exp(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.exp(x[i]);
        }
    }

    private static void log(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.log(x[i]);
        }
    }

    private static void not(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == 0 ? 1 : 0;
        }
    }

    private static void add(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] + y[i];
        }
    }

    private static void sub(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] - y[i];
        }
    }

    private static void mul(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] * y[i];
        }
    }

    private static void chain(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == 0 || y[i] == 0 ? 0 : x[i] * y[i];
        }
    }

    private static void div(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] / y[i];
        }
    }

    private static void min(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.min(x[i], y[i]);
        }
    }

    private static void max(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.max(x[i], y[i]);
        }
    }

    private static void log1p(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.log1p(x[i]);
        }
    }

    private static void expm1(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.expm1(x[i]);
        }
    }

    private static void tanh(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.tanh(x[i]);
        }
    }

    private static void sigmoid(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.sigmoid(x[i]);
        }
    }

    private static void softplus(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.softplus(x[i]);
        }
    }

    private static void erf(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.erf(x[i]);
        }
    }

    private static void erfc(float[] x, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = FloatMath.erfc(x[i]);
        }
    }

    private static void eq(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == y[i] ? 1 : 0;
        }
    }

    private static void ne(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != y[i] ? 1 : 0;
        }
    }

    private static void lt(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] < y[i] ? 1 : 0;
        }
    }

    private static void le(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] <= y[i] ? 1 : 0;
        }
    }

    private static void and(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != 0 && y[i] != 0 ? 1 : 0;
        }
    }

    private static void or(float[] x, float[] y, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != 0 || y[i] != 0 ? 1 : 0;
        }
    }

    private static void select(float[] x, float[] y, float[] z, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != 0 ? y[i] : z[i];
        }
    }

    private static void selectEq(float[] x, float[] y, float[] z, float[] w, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == y[i] ? z[i] : w[i];
        }
    }

    private static void selectLt(float[] x, float[] y, float[] z, float[] w, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] < y[i] ? z[i] : w[i];
        }
    }

    private static void selectLe(float[] x, float[] y, float[] z, float[] w, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] <= y[i] ? z[i] : w[i];
        }
    }

    private static void reference(Fn fn, float[] x, float[] y, float[] z, float[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = (float) fn.apply(x[i], y[i], z[i]);
        }
    }
}

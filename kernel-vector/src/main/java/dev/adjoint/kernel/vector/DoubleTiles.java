package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Plain loops in double; {@link VectorSteps} compute the same numbers. */
final class DoubleTiles implements Tiles<double[]> {

    @Override
    public double[][] allocate(int count, int length) {
        return new double[count][length];
    }

    @Override
    public double[][] lent(Scratch bench, int count, int length) {
        return bench.doubleTiles(count, length);
    }

    @Override
    public void fill(double[] tile, double value) {
        Arrays.fill(tile, value);
    }

    @Override
    public void load(DType dtype, long address, long stride, double[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT64 -> {
                if (stride == 1) {
                    MemorySegment.copy(Memory.ALL, Memory.DOUBLE, address, tile, at, count);
                } else if (stride == 0) {
                    Arrays.fill(tile, at, at + count, Memory.ALL.get(Memory.DOUBLE, address));
                } else {
                    for (int i = 0; i < count; i++) {
                        tile[at + i] = Memory.ALL.get(Memory.DOUBLE, address + i * stride * 8);
                    }
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = Memory.ALL.get(Memory.FLOAT, address + i * stride * 4);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = Memory.ALL.get(Memory.INT, address + i * stride * 4);
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = (double) Memory.ALL.get(Memory.LONG, address + i * stride * 8);
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
    public void store(DType dtype, long address, long stride, double[] tile, int at, int count) {
        switch (dtype) {
            case FLOAT64 -> {
                if (stride == 1) {
                    MemorySegment.copy(tile, at, Memory.ALL, Memory.DOUBLE, address, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        Memory.ALL.set(Memory.DOUBLE, address + i * stride * 8, tile[at + i]);
                    }
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.FLOAT, address + i * stride * 4, (float) tile[at + i]);
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
                    long bits = Double.doubleToRawLongBits(tile[at + i]) << 1;
                    Memory.ALL.set(Memory.BYTE, address + i * stride, (byte) ((bits | -bits) >>> 63));
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
    public void read(DType dtype, long address, double[] tile, int at, int count, Conversion conversion) {
        conversion.read(dtype, address, tile, at, count);
    }

    @Override
    public void write(DType dtype, long address, double[] tile, int at, int count, Conversion conversion) {
        conversion.write(dtype, address, tile, at, count);
    }

    @Override
    public void run(Step step, double[][] slots, int n) {
        double[] r = slots[step.target()];
        double[] x = slots[step.a()];
        double[] y = slots[step.b()];
        double[] z = slots[step.c()];
        double[] w = slots[step.d()];
        switch (step.op()) {
            case COPY -> System.arraycopy(x, 0, r, 0, n);
            case NEG -> neg(x, r, n);
            case ABS -> abs(x, r, n);
            case SQRT -> sqrt(x, r, n);
            case NOT -> not(x, r, n);
            case ADD -> add(x, y, r, n);
            case SUB -> sub(x, y, r, n);
            case MUL -> mul(x, y, r, n);
            case CHAIN -> chain(x, y, r, n);
            case DIV -> div(x, y, r, n);
            case MIN -> min(x, y, r, n);
            case MAX -> max(x, y, r, n);
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
            default -> function(step, x, y, r, n);
        }
    }

    private static void function(Step step, double[] x, double[] y, double[] r, int n) {
        PlainFunctions<double[]> functions = FunctionClass.doubles();
        if (functions == null) {
            reference(step.fn(), x, y, y, r, n);
        } else {
            functions.run(step.op().ordinal(), x, y, r, n);
        }
    }

    private static void neg(double[] x, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = -x[i];
        }
    }

    private static void abs(double[] x, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(double[] x, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.sqrt(x[i]);
        }
    }

    private static void not(double[] x, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == 0 ? 1 : 0;
        }
    }

    private static void add(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] + y[i];
        }
    }

    private static void sub(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] - y[i];
        }
    }

    private static void mul(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] * y[i];
        }
    }

    private static void chain(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == 0 || y[i] == 0 ? 0 : x[i] * y[i];
        }
    }

    private static void div(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] / y[i];
        }
    }

    private static void min(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.min(x[i], y[i]);
        }
    }

    private static void max(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.max(x[i], y[i]);
        }
    }

    private static void eq(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == y[i] ? 1 : 0;
        }
    }

    private static void ne(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != y[i] ? 1 : 0;
        }
    }

    private static void lt(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] < y[i] ? 1 : 0;
        }
    }

    private static void le(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] <= y[i] ? 1 : 0;
        }
    }

    private static void and(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != 0 && y[i] != 0 ? 1 : 0;
        }
    }

    private static void or(double[] x, double[] y, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != 0 || y[i] != 0 ? 1 : 0;
        }
    }

    private static void select(double[] x, double[] y, double[] z, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] != 0 ? y[i] : z[i];
        }
    }

    private static void selectEq(double[] x, double[] y, double[] z, double[] w, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] == y[i] ? z[i] : w[i];
        }
    }

    private static void selectLt(double[] x, double[] y, double[] z, double[] w, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] < y[i] ? z[i] : w[i];
        }
    }

    private static void selectLe(double[] x, double[] y, double[] z, double[] w, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] <= y[i] ? z[i] : w[i];
        }
    }

    private static void reference(Fn fn, double[] x, double[] y, double[] z, double[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = fn.apply(x[i], y[i], z[i]);
        }
    }
}

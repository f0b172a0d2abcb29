package dev.adjoint.kernel.vector;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Plain loops in long, for all integers and for truth values alone. */
final class LongTiles implements Tiles<long[]> {

    @Override
    public long[][] allocate(int count, int length) {
        return new long[count][length];
    }

    @Override
    public long[][] lent(Scratch bench, int count, int length) {
        return bench.longTiles(count, length);
    }

    @Override
    public void fill(long[] tile, double value) {
        Arrays.fill(tile, (long) value);
    }

    @Override
    public void load(DType dtype, long address, long stride, long[] tile, int at, int count) {
        switch (dtype) {
            case INT64 -> {
                if (stride == 1) {
                    MemorySegment.copy(Memory.ALL, Memory.LONG, address, tile, at, count);
                } else if (stride == 0) {
                    Arrays.fill(tile, at, at + count, Memory.ALL.get(Memory.LONG, address));
                } else {
                    for (int i = 0; i < count; i++) {
                        tile[at + i] = Memory.ALL.get(Memory.LONG, address + i * stride * 8);
                    }
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = (long) Memory.ALL.get(Memory.FLOAT, address + i * stride * 4);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = (long) Memory.ALL.get(Memory.DOUBLE, address + i * stride * 8);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    tile[at + i] = Memory.ALL.get(Memory.INT, address + i * stride * 4);
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
    public void store(DType dtype, long address, long stride, long[] tile, int at, int count) {
        switch (dtype) {
            case INT64 -> {
                if (stride == 1) {
                    MemorySegment.copy(tile, at, Memory.ALL, Memory.LONG, address, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        Memory.ALL.set(Memory.LONG, address + i * stride * 8, tile[at + i]);
                    }
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.FLOAT, address + i * stride * 4, (float) tile[at + i]);
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.DOUBLE, address + i * stride * 8, (double) tile[at + i]);
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.INT, address + i * stride * 4, (int) tile[at + i]);
                }
            }
            case BOOL -> {
                // Without a branch, which random truths would mispredict every other time.
                for (int i = 0; i < count; i++) {
                    long bits = tile[at + i];
                    Memory.ALL.set(Memory.BYTE, address + i * stride, (byte) ((bits | -bits) >>> 63));
                }
            }
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    Memory.ALL.set(Memory.BYTE, address + i * stride, (byte) tile[at + i]);
                }
            }
        }
    }

    @Override
    public void read(DType dtype, long address, long[] tile, int at, int count, Conversion conversion) {
        conversion.read(dtype, address, tile, at, count);
    }

    @Override
    public void write(DType dtype, long address, long[] tile, int at, int count, Conversion conversion) {
        conversion.write(dtype, address, tile, at, count);
    }

    @Override
    public void run(Step step, long[][] slots, int n) {
        long[] r = slots[step.target()];
        long[] x = slots[step.a()];
        long[] y = slots[step.b()];
        long[] z = slots[step.c()];
        long[] w = slots[step.d()];
        switch (step.op()) {
            case COPY -> System.arraycopy(x, 0, r, 0, n);
            case NEG -> neg(x, r, n);
            case ABS -> abs(x, r, n);
            case NOT -> not(x, r, n);
            case ADD -> add(x, y, r, n);
            case SUB -> sub(x, y, r, n);
            case MUL -> mul(x, y, r, n);
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
            case REFERENCE -> reference(step.fn(), x, y, z, r, n);
            default -> throw new IllegalStateException("float's loop in a program of long: " + step);
        }
    }

    /** 1 for all but 0; like what follows without a branch, which random truths would mispredict every other time. */
    private static long truth(long x) {
        return (x | -x) >>> 63;
    }

    /** 1 if one number is less than another: the sign of their difference, also where that overflows. */
    private static long less(long x, long y) {
        return ((x & ~y) | (~(x ^ y) & (x - y))) >>> 63;
    }

    private static long choice(long truth, long yes, long no) {
        return no ^ ((yes ^ no) & -truth);
    }

    private static void neg(long[] x, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = -x[i];
        }
    }

    private static void abs(long[] x, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.abs(x[i]);
        }
    }

    private static void not(long[] x, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = 1 - truth(x[i]);
        }
    }

    private static void add(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] + y[i];
        }
    }

    private static void sub(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] - y[i];
        }
    }

    private static void mul(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = x[i] * y[i];
        }
    }

    private static void min(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.min(x[i], y[i]);
        }
    }

    private static void max(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = Math.max(x[i], y[i]);
        }
    }

    private static void eq(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = 1 - truth(x[i] ^ y[i]);
        }
    }

    private static void ne(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = truth(x[i] ^ y[i]);
        }
    }

    private static void lt(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = less(x[i], y[i]);
        }
    }

    private static void le(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = 1 - less(y[i], x[i]);
        }
    }

    private static void and(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = truth(x[i]) & truth(y[i]);
        }
    }

    private static void or(long[] x, long[] y, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = truth(x[i] | y[i]);
        }
    }

    private static void select(long[] x, long[] y, long[] z, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = choice(truth(x[i]), y[i], z[i]);
        }
    }

    private static void selectEq(long[] x, long[] y, long[] z, long[] w, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = choice(truth(x[i] ^ y[i]), w[i], z[i]);
        }
    }

    private static void selectLt(long[] x, long[] y, long[] z, long[] w, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = choice(less(x[i], y[i]), z[i], w[i]);
        }
    }

    private static void selectLe(long[] x, long[] y, long[] z, long[] w, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = choice(less(y[i], x[i]), w[i], z[i]);
        }
    }

    private static void reference(Fn fn, long[] x, long[] y, long[] z, long[] r, int n) {
        for (int i = 0; i < n; i++) {
            r[i] = fn.applyLong(x[i], y[i], z[i]);
        }
    }
}

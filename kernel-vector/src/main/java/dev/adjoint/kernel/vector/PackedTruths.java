package dev.adjoint.kernel.vector;

import static dev.adjoint.kernel.vector.Memory.ALL;

import dev.adjoint.expr.Fn;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.shape.DType;
import java.util.Arrays;

/** Truth values eight at a time, a byte of a long each: what is asked of them is asked of all eight by one instruction. */
final class PackedTruths implements Tiles<long[]> {

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final int EACH = Long.BYTES;

    /** Whether a program is about nothing but truth values, and those follow each other in memory. */
    static boolean suits(TileProgram program, TilePlan plan) {
        return program.numbers().isEmpty()
                && plan.inputs().stream().allMatch(PackedTruths::isRow)
                && plan.outputs().stream().allMatch(PackedTruths::isRow)
                && program.steps().stream().allMatch(PackedTruths::isLogic);
    }

    private static boolean isRow(Access access) {
        return access.dtype() == DType.BOOL
                && (access.kind() == Access.Kind.LINEAR || access.kind() == Access.Kind.SCALAR);
    }

    private static boolean isLogic(Step step) {
        return switch (step.op()) {
            case COPY, NOT, AND, OR, EQ, NE, LT, LE, MIN, MAX, SELECT -> true;
            case REFERENCE -> step.fn() == Fn.XOR;
            default -> false;
        };
    }

    private static int words(int count) {
        return (count + EACH - 1) / EACH;
    }

    @Override
    public long[][] allocate(int count, int length) {
        return new long[count][words(length)];
    }

    @Override
    public long[][] lent(Scratch bench, int count, int length) {
        return bench.longTiles(count, words(length));
    }

    @Override
    public void fill(long[] tile, double value) {
        Arrays.fill(tile, value != 0 ? ONES : 0);
    }

    @Override
    public void load(DType dtype, long address, long stride, long[] tile, int at, int count) {
        if (stride == 0) {
            fill(tile, ALL.get(Memory.BYTE, address));
            return;
        }
        int whole = count / EACH;
        for (int i = 0; i < whole; i++) {
            tile[i] = truths(ALL.get(Memory.LONG, address + (long) i * EACH));
        }
        long rest = 0;
        for (int i = whole * EACH; i < count; i++) {
            rest |= (ALL.get(Memory.BYTE, address + i) & 0xffL) << i % EACH * Byte.SIZE;
        }
        if (whole * EACH < count) {
            tile[whole] = truths(rest);
        }
    }

    /** 1 in each byte for all but 0: its bits gathered in the lowest. */
    private static long truths(long bytes) {
        long halves = bytes | bytes >>> 4;
        long quarters = halves | halves >>> 2;
        return (quarters | quarters >>> 1) & ONES;
    }

    @Override
    public void store(DType dtype, long address, long stride, long[] tile, int at, int count) {
        int whole = count / EACH;
        for (int i = 0; i < whole; i++) {
            ALL.set(Memory.LONG, address + (long) i * EACH, tile[i]);
        }
        for (int i = whole * EACH; i < count; i++) {
            ALL.set(Memory.BYTE, address + i, (byte) (tile[whole] >>> i % EACH * Byte.SIZE & 1));
        }
    }

    @Override
    public void run(Step step, long[][] slots, int n) {
        long[] r = slots[step.target()];
        long[] x = slots[step.a()];
        long[] y = slots[step.b()];
        long[] z = slots[step.c()];
        int words = words(n);
        switch (step.op()) {
            case COPY -> System.arraycopy(x, 0, r, 0, words);
            case NOT -> not(x, r, words);
            case AND, MIN -> and(x, y, r, words);
            case OR, MAX -> or(x, y, r, words);
            // The only function among them is the exclusive or.
            case NE, REFERENCE -> differ(x, y, r, words, 0);
            case EQ -> differ(x, y, r, words, ONES);
            case LT -> less(x, y, r, words, 0);
            case LE -> less(y, x, r, words, ONES);
            case SELECT -> select(x, y, z, r, words);
            default -> throw new IllegalStateException("no logic: " + step);
        }
    }

    private static void not(long[] x, long[] r, int words) {
        for (int i = 0; i < words; i++) {
            r[i] = x[i] ^ ONES;
        }
    }

    private static void and(long[] x, long[] y, long[] r, int words) {
        for (int i = 0; i < words; i++) {
            r[i] = x[i] & y[i];
        }
    }

    private static void or(long[] x, long[] y, long[] r, int words) {
        for (int i = 0; i < words; i++) {
            r[i] = x[i] | y[i];
        }
    }

    private static void differ(long[] x, long[] y, long[] r, int words, long inverted) {
        for (int i = 0; i < words; i++) {
            r[i] = x[i] ^ y[i] ^ inverted;
        }
    }

    private static void less(long[] x, long[] y, long[] r, int words, long inverted) {
        for (int i = 0; i < words; i++) {
            r[i] = (~x[i] & y[i]) ^ inverted;
        }
    }

    private static void select(long[] x, long[] y, long[] z, long[] r, int words) {
        for (int i = 0; i < words; i++) {
            r[i] = (x[i] & y[i]) | (~x[i] & z[i]);
        }
    }
}

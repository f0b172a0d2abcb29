package dev.adjoint.kernel.vector;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A copy of four-byte elements that follow each other in memory along one axis of the input and along another of the
 * result: block by block, so that whole cache lines are read and written.
 *
 * @param outer the axes around the two
 * @param rows the axis along which the input's elements follow each other
 * @param columns the axis along which the result's do
 */
record Transposition(Walk outer, Walk.Axis rows, Walk.Axis columns) {

    private static final int ROWS = 16;
    private static final int COLUMNS = 64;
    /** Below this everything fits the first-level cache, in any order. */
    private static final long WORTH_WHILE = 4_096;

    private static final double NANOSECONDS = 0.8;

    /** The transposition that an access is, if it is one that pays. */
    static @Nullable Transposition of(Access access, long size) {
        int last = access.dims().length - 1;
        if (access.kind() != Access.Kind.STRIDED || access.dtype().bytes() != Integer.BYTES || size < WORTH_WHILE) {
            return null;
        }
        long step = 1;
        Walk.Axis rows = null;
        List<Walk.Axis> outer = new ArrayList<>();
        for (int i = last; i >= 0; i--) {
            Walk.Axis axis = new Walk.Axis(access.dims()[i], access.strides()[i], step, false);
            step *= axis.length();
            if (i < last && axis.in() == 1) {
                rows = axis;
            } else if (i < last) {
                outer.addFirst(axis);
            }
        }
        Walk.Axis columns = new Walk.Axis(access.dims()[last], access.strides()[last], 1, false);
        if (rows == null || rows.length() < ROWS || columns.length() < ROWS || columns.in() == 0) {
            return null;
        }
        return new Transposition(new Walk(outer), rows, columns);
    }

    /** Copies from one address to another. */
    void run(long x, long y) {
        long strips = (rows.length() + ROWS - 1) / ROWS;
        long tasks = outer.size() * strips;
        Parts.each(tasks, NANOSECONDS * outer.size() * rows.length() * columns.length(), (first, last) -> {
            int[] block = new int[ROWS * COLUMNS];
            for (long task = first; task < last; task++) {
                long from = task % strips * ROWS;
                int height = (int) Math.min(ROWS, rows.length() - from);
                long in = x + (outer.in(task / strips) + from) * Integer.BYTES;
                long out = y + (outer.out(task / strips) + from * rows.out()) * Integer.BYTES;
                strip(in, out, height, block);
            }
        });
    }

    private void strip(long x, long y, int height, int[] block) {
        long pitch = rows.out() * Integer.BYTES;
        for (long c = 0; c < columns.length(); c += COLUMNS) {
            int width = (int) Math.min(COLUMNS, columns.length() - c);
            read(x + c * columns.in() * Integer.BYTES, columns.in() * Integer.BYTES, height, width, block);
            for (int r = 0; r < height; r++) {
                long address = y + r * pitch + c * Integer.BYTES;
                MemorySegment.copy(block, r * COLUMNS, Memory.ALL, Memory.INT, address, width);
            }
        }
    }

    private static void read(long x, long step, int height, int width, int[] block) {
        for (int c = 0; c < width; c++) {
            long address = x + c * step;
            for (int r = 0; r < height; r++) {
                block[r * COLUMNS + c] = Memory.ALL.get(Memory.INT, address + (long) r * Integer.BYTES);
            }
        }
    }
}

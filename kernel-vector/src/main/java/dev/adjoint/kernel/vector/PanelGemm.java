package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.SharedGemm;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.x86.PanelCode;
import dev.adjoint.kernel.x86.PanelNumbers;
import dev.adjoint.kernel.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * Products of matrices in machine code. The right factor is packed once for all threads, part by part, and then each tile of
 * the result packs its rows of the left one, so that a block of these stays in the second-level cache and a panel of columns
 * in the first.
 *
 * <p>The sums are those of {@link Products}: {@value Products#DEPTH} fused multiply-adds one after the other, and these sums
 * added up in order. So tiles, panels and the number of threads change no bit.
 */
final class PanelGemm implements SharedGemm {

    /** The most bytes of the right factor that are packed at a time. */
    private static final long SLAB = 8 << 20;

    /** The most columns that are. */
    private static final long WIDEST = 8_192;

    /**
     * Up to so many rows of the result, a right factor whose rows lie one by one is used where it is: to pack it costs more,
     * and to fetch from another processor's cache what that one has packed.
     */
    private static final long DIRECT_ROWS = 256;

    /** Multiplications that are worth a tile of their own. */
    private static final double TILE_WORK = 65_536;

    private static final int MOST_TILES = 16;
    private static final long LEAST_ROWS = 32;
    private static final int MOST_ROWS = 256;

    /** Panels that one tile should have at least. */
    private static final long LEAST_PANELS = 4;

    private static final long LINE = 64;
    private static final double NANOSECONDS_TO_PACK = 0.2;

    private final PanelCode code;
    private final int bytes;
    private final int lanes;

    /** The columns of a panel. */
    private final int width;

    /** What products without a vector begin with. */
    private final MemorySegment zeros;

    private final Scratch.Pool rights = new Scratch.Pool();
    private final Scratch.Pool lefts = new Scratch.Pool();

    PanelGemm(Processor processor, boolean single) {
        code = new PanelCode(processor, single);
        bytes = code.bytes();
        lanes = code.lanes();
        width = lanes * PanelCode.MOST_VECTORS;
        zeros = Arena.ofAuto().allocate((long) width * bytes, LINE);
    }

    /** One product; {@code vector} is the address of what each row begins with, and {@code 0} for zeros. */
    private record Job(long m, long n, long k, Matrix left, Matrix right, long vector, Matrix result) {}

    @Override
    public void multiply(long m, long n, long k, Matrix left, Matrix right, long vector, Matrix result) {
        for (long column = 0; column < n; column += WIDEST) {
            Matrix columns = new Matrix(right.byRows(), place(right, 0, column), right.step());
            Matrix target = new Matrix(true, place(result, 0, column), result.step());
            long start = vector == 0 ? 0 : vector + column * bytes;
            multiply(new Job(m, Math.min(WIDEST, n - column), k, left, columns, start, target));
        }
        Reference.reachabilityFence(zeros);
    }

    private long place(Matrix matrix, long row, long column) {
        long along = matrix.byRows() ? column : row;
        return matrix.address() + (along + (matrix.byRows() ? row : column) * matrix.step()) * bytes;
    }

    private void multiply(Job job) {
        boolean direct = job.right.byRows() && job.m <= DIRECT_ROWS;
        if (direct) {
            tiles(job, true, 0, job.k, 0);
            return;
        }
        long line = (job.n + lanes - 1) / lanes * lanes * bytes;
        long deep = Math.min(job.k, Math.max(1, SLAB / line / Products.DEPTH) * Products.DEPTH);
        Scratch packed = rights.borrow(1, line * deep);
        for (long from = 0; from < job.k; from += deep) {
            long depth = Math.min(deep, job.k - from);
            pack(job, from, depth, packed.own[0], line);
            tiles(job, false, from, depth, packed.own[0]);
        }
        rights.giveBack(packed);
    }

    // The right factor.

    private void pack(Job job, long from, long depth, long to, long line) {
        long panels = (job.n + width - 1) / width;
        long blocks = (depth + Products.DEPTH - 1) / Products.DEPTH;
        Parts.each(panels * blocks, job.n * depth * NANOSECONDS_TO_PACK, (first, last) -> {
            Scratch scratch = lefts.borrow();
            for (long item = first; item < last; ) {
                // Neighbouring panels of a block together.
                long block = item / panels * Products.DEPTH;
                long panel = item % panels;
                long end = Math.min(panels, panel + last - item);
                long deep = Math.min(Products.DEPTH, depth - block);
                packPanels(scratch.numbers, job, from + block, deep, panel, end, to + block * line);
                item += end - panel;
            }
            lefts.giveBack(scratch);
        });
    }

    private void packPanels(long[] at, Job job, long from, long depth, long first, long last, long to) {
        long whole = Math.min(last, job.n / width);
        if (first < whole) {
            packPanels(at, job, from, depth, first * width, width, whole - first, to);
        }
        if (whole < last) {
            packPanels(at, job, from, depth, whole * width, (int) (job.n % width), 1, to);
        }
    }

    private void packPanels(long[] at, Job job, long from, long depth, long column, int columns, long panels, long to) {
        int vectors = (columns + lanes - 1) / lanes;
        long line = (long) vectors * lanes * bytes;
        at[PanelNumbers.SOURCE] = place(job.right, from, column);
        at[PanelNumbers.SOURCE_STEP] = job.right.step() * bytes;
        at[PanelNumbers.SOURCE_PANEL] = place(job.right, 0, columns) - job.right.address();
        at[PanelNumbers.TARGET] = to + column * depth * bytes;
        at[PanelNumbers.TARGET_PANEL] = line * depth;
        at[PanelNumbers.PANELS] = panels;
        at[PanelNumbers.LINES] = depth;
        if (job.right.byRows()) {
            at[PanelNumbers.TARGET_STEP] = line;
            lines(at, columns, lanes);
        } else {
            code.copyColumns(columns, at);
        }
    }

    /** Copies lines of so many elements, vectors going so many elements apart. */
    private void lines(long[] at, long elements, long apart) {
        long vectors = (elements + lanes - 1) / lanes;
        at[PanelNumbers.VECTORS] = vectors;
        at[PanelNumbers.TARGET_VECTOR] = apart * bytes;
        code.mask(at, (int) (elements - (vectors - 1) * lanes));
        code.copyLines(at);
    }

    // Tiles.

    /** All tiles of the result, for some positions of the sums. The panels of the right factor are at an address, if packed. */
    private void tiles(Job job, boolean direct, long from, long depth, long packed) {
        long panels = (job.n + width - 1) / width;
        double work = (double) job.m * job.n * depth * bytes / Float.BYTES;
        long tiles = (long) Math.clamp(work / TILE_WORK, 1, MOST_TILES);
        // Threads take neighbouring tiles: in two halves of columns each finds panels that it has packed itself.
        long halves = !direct && panels >= 2 * LEAST_PANELS ? 2 : 1;
        long least = (job.m + MOST_ROWS - 1) / MOST_ROWS;
        long down = Math.max(Math.clamp(job.m / LEAST_ROWS, 1, Math.max(1, tiles / halves)), least);
        long along = Math.max(halves, Math.min(tiles / 2 / down, panels / LEAST_PANELS));
        long line = (job.n + lanes - 1) / lanes * lanes * bytes;
        Workers.each((int) (down * along), tile -> {
            long row = job.m * (tile % down) / down;
            long rows = job.m * (tile % down + 1) / down - row;
            long first = panels * (tile / down) / along;
            long last = panels * (tile / down + 1) / along;
            Scratch scratch = lefts.borrow(1, (long) MOST_ROWS * Products.DEPTH * bytes + LINE);
            for (long at = 0; at < depth; at += Products.DEPTH) {
                Tile part = new Tile(
                        job, direct, from + at, Math.min(Products.DEPTH, depth - at), packed + at * line, first, last);
                tile(scratch, part, row, rows);
            }
            lefts.giveBack(scratch);
        });
    }

    /** Columns of the result, by panels, and positions of the sums. */
    private record Tile(Job job, boolean direct, long from, long depth, long packed, long first, long last) {}

    /** Rows in panels of almost the same height: with few rows a panel would keep the processor waiting. */
    private void tile(Scratch scratch, Tile tile, long row, long rows) {
        long panels = (rows + code.mostRows() - 1) / code.mostRows();
        int low = (int) (rows / panels);
        long high = rows % panels;
        if (high > 0) {
            rows(scratch, tile, row, low + 1, high);
        }
        rows(scratch, tile, row + high * (low + 1), low, panels - high);
    }

    /** Packs panels of rows, and multiplies them by all of the tile's columns. */
    private void rows(Scratch scratch, Tile tile, long row, int rows, long panels) {
        Job job = tile.job;
        Matrix left = job.left;
        long[] at = scratch.numbers;
        long packed = scratch.own[0];
        long padded = left.byRows() ? (tile.depth + lanes - 1) / lanes * lanes : tile.depth;
        at[PanelNumbers.SOURCE] = place(left, row, tile.from);
        at[PanelNumbers.SOURCE_STEP] = left.step() * bytes;
        at[PanelNumbers.SOURCE_PANEL] = place(left, rows, 0) - left.address();
        at[PanelNumbers.TARGET] = packed;
        at[PanelNumbers.TARGET_PANEL] = rows * padded * bytes;
        at[PanelNumbers.PANELS] = panels;
        if (left.byRows()) {
            at[PanelNumbers.LINES] = rows;
            at[PanelNumbers.TARGET_STEP] = (long) lanes * bytes;
            lines(at, tile.depth, (long) rows * lanes);
        } else {
            at[PanelNumbers.LINES] = tile.depth;
            at[PanelNumbers.TARGET_STEP] = (long) rows * bytes;
            lines(at, rows, lanes);
        }
        at[PanelNumbers.LEFT] = packed;
        at[PanelNumbers.LEFT_PANEL] = rows * padded * bytes;
        at[PanelNumbers.ROW_PANELS] = panels;
        at[PanelNumbers.DEPTH] = tile.depth;
        long whole = Math.min(tile.last, job.n / width);
        if (tile.first < whole) {
            columns(at, tile, row, rows, tile.first * width, width, whole - tile.first);
        }
        if (whole < tile.last) {
            columns(at, tile, row, rows, whole * width, (int) (job.n % width), 1);
        }
    }

    private void columns(long[] at, Tile tile, long row, int rows, long column, int columns, long panels) {
        Job job = tile.job;
        int vectors = (columns + lanes - 1) / lanes;
        boolean direct = tile.direct;
        at[PanelNumbers.RIGHT] =
                direct ? place(job.right, tile.from, column) : tile.packed + column * tile.depth * bytes;
        at[PanelNumbers.RIGHT_STEP] = (direct ? job.right.step() : (long) vectors * lanes) * bytes;
        at[PanelNumbers.RIGHT_PANEL] = vectors * lanes * (direct ? 1 : tile.depth) * bytes;
        at[PanelNumbers.COLUMN_PANELS] = panels;
        at[PanelNumbers.RESULT] = place(job.result, row, column);
        at[PanelNumbers.RESULT_STEP] = job.result.step() * bytes;
        if (tile.from > 0) {
            at[PanelNumbers.BEFORE] = at[PanelNumbers.RESULT];
            at[PanelNumbers.BEFORE_STEP] = at[PanelNumbers.RESULT_STEP];
        } else {
            at[PanelNumbers.BEFORE] = job.vector == 0 ? zeros.address() : job.vector + column * bytes;
            at[PanelNumbers.BEFORE_STEP] = 0;
        }
        at[PanelNumbers.BEFORE_PANEL] = tile.from == 0 && job.vector == 0 ? 0 : (long) columns * bytes;
        code.mask(at, columns - (vectors - 1) * lanes);
        code.multiply(rows, vectors, job.left.byRows(), direct, at);
    }
}

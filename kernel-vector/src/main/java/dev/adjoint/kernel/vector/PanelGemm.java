package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.SharedGemm;
import dev.adjoint.kernel.Workers;
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

    private static final double NANOSECONDS_TO_PACK = 0.2;

    private final Panels panels;
    private final int bytes;
    private final int lanes;

    /** The columns of a panel. */
    private final int width;

    PanelGemm(Panels panels) {
        this.panels = panels;
        this.bytes = panels.bytes;
        this.lanes = panels.lanes;
        this.width = panels.width;
    }

    /** One product; {@code vector} is the address of what each row begins with, and {@code 0} for zeros. */
    private record Job(long m, long n, long k, Matrix left, Matrix right, long vector, Matrix result) {}

    @Override
    public void multiply(long m, long n, long k, Matrix left, Matrix right, long vector, Matrix result) {
        for (long column = 0; column < n; column += WIDEST) {
            Matrix columns = new Matrix(right.byRows(), panels.place(right, 0, column), right.step());
            Matrix target = new Matrix(true, panels.place(result, 0, column), result.step());
            long start = vector == 0 ? 0 : vector + column * bytes;
            multiply(new Job(m, Math.min(WIDEST, n - column), k, left, columns, start, target));
        }
        Reference.reachabilityFence(this);
    }

    private void multiply(Job job) {
        boolean direct = job.right.byRows() && job.m <= DIRECT_ROWS;
        if (direct) {
            tiles(job, true, 0, job.k, 0);
            return;
        }
        long line = (job.n + lanes - 1) / lanes * lanes * bytes;
        long deep = Math.min(job.k, Math.max(1, SLAB / line / Products.DEPTH) * Products.DEPTH);
        Scratch packed = panels.shared.borrow(1, line * deep);
        for (long from = 0; from < job.k; from += deep) {
            long depth = Math.min(deep, job.k - from);
            pack(job, from, depth, packed.own[0], line);
            tiles(job, false, from, depth, packed.own[0]);
        }
        panels.shared.giveBack(packed);
    }

    // The right factor.

    private void pack(Job job, long from, long depth, long to, long line) {
        long across = (job.n + width - 1) / width;
        long blocks = (depth + Products.DEPTH - 1) / Products.DEPTH;
        Parts.each(across * blocks, job.n * depth * NANOSECONDS_TO_PACK, (first, last) -> {
            Scratch scratch = panels.own.borrow();
            for (long item = first; item < last; ) {
                // Neighbouring panels of a block together.
                long block = item / across * Products.DEPTH;
                long panel = item % across;
                long end = Math.min(across, panel + last - item);
                long deep = Math.min(Products.DEPTH, depth - block);
                long column = panel * width;
                long columns = Math.min(job.n, end * width) - column;
                long place = to + block * line + column * deep * bytes;
                panels.packColumns(scratch.numbers, job.right, from + block, deep, column, columns, place);
                item += end - panel;
            }
            panels.own.giveBack(scratch);
        });
    }

    // Tiles.

    /** All tiles of the result, for some positions of the sums. The panels of the right factor are at an address, if packed. */
    private void tiles(Job job, boolean direct, long from, long depth, long packed) {
        long across = (job.n + width - 1) / width;
        double work = (double) job.m * job.n * depth * bytes / Float.BYTES;
        long tiles = (long) Math.clamp(work / TILE_WORK, 1, MOST_TILES);
        // Threads take neighbouring tiles: in two halves of columns each finds panels that it has packed itself.
        long halves = !direct && across >= 2 * LEAST_PANELS ? 2 : 1;
        long least = (job.m + MOST_ROWS - 1) / MOST_ROWS;
        long down = Math.max(Math.clamp(job.m / LEAST_ROWS, 1, Math.max(1, tiles / halves)), least);
        long along = Math.max(halves, Math.min(tiles / 2 / down, across / LEAST_PANELS));
        long line = (job.n + lanes - 1) / lanes * lanes * bytes;
        Workers.each((int) (down * along), tile -> {
            long row = job.m * (tile % down) / down;
            long rows = job.m * (tile % down + 1) / down - row;
            long first = across * (tile / down) / along * width;
            long last = Math.min(job.n, across * (tile / down + 1) / along * width);
            Scratch scratch = panels.own.borrow(1, panels.room(MOST_ROWS, Products.DEPTH));
            for (long at = 0; at < depth; at += Products.DEPTH) {
                Tile part = new Tile(
                        job, direct, from + at, Math.min(Products.DEPTH, depth - at), packed + at * line, first, last);
                tile(scratch, part, row, rows);
            }
            panels.own.giveBack(scratch);
        });
    }

    /** Columns of the result, and positions of the sums. */
    private record Tile(Job job, boolean direct, long from, long depth, long packed, long first, long last) {}

    private void tile(Scratch scratch, Tile tile, long row, long rows) {
        Job job = tile.job;
        long[] at = scratch.numbers;
        long address = tile.direct
                ? panels.place(job.right, tile.from, tile.first)
                : tile.packed + tile.first * tile.depth * bytes;
        Panels.Right right = new Panels.Right(tile.direct, address, job.right.step(), tile.last - tile.first);
        long result = panels.place(job.result, row, tile.first);
        long step = job.result.step() * bytes;
        Panels.Target target = tile.from > 0
                ? new Panels.Target(result, step, bytes, result, step)
                : job.vector == 0
                        ? new Panels.Target(panels.zeros(), 0, 0, result, step)
                        : new Panels.Target(job.vector + tile.first * bytes, 0, bytes, result, step);
        panels.rows(
                at,
                job.left,
                row,
                rows,
                tile.from,
                tile.depth,
                scratch.own[0],
                (left, down) -> panels.multiply(at, left, right, target.down(down)));
    }
}

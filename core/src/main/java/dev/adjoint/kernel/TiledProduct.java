package dev.adjoint.kernel;

import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * Products by a gemm that knows one thread: each result is cut into tiles, by its shape alone, and the tiles of all are
 * shared out to the {@link Workers}.
 */
final class TiledProduct implements ProductWork {

    /**
     * Each tile packs its rows and its columns anew, so a large product has few tiles: their number grows with the cube
     * root of the operations (in float32; one in float64 counts as two), from two of some 12 µs each.
     */
    private static final double OPERATIONS = 0.5e6;

    private static final int MOST_PARTS = 8;
    private static final long SHORTEST = 32;
    private static final long GRAIN = 16;

    /** How many times wider than high a tile should be. To pack columns of a transposed factor costs more. */
    private static final long WIDE = 4;

    private final Gemm gemm;
    private final DType dtype;
    private final int bytes;
    private final Factor left;
    private final Factor right;
    private final Factor result;
    private final long count;
    private final int down;
    private final int along;
    private final int parts;

    TiledProduct(Gemm gemm, DType dtype, Factor left, Factor right, Factor result) {
        this.gemm = gemm;
        this.dtype = dtype;
        this.bytes = dtype.bytes();
        this.left = left;
        this.right = right;
        this.result = result;
        this.count = left.count();
        double operations = 2.0 * count * left.rows() * left.columns() * right.columns() * bytes / Float.BYTES;
        int wanted = Integer.highestOneBit((int) Math.clamp(Math.cbrt(operations / OPERATIONS), 1, MOST_PARTS));
        long wide = right.byRows() ? WIDE : 1;
        int rows = 1;
        int columns = 1;
        while (count * rows * columns < wanted) {
            long height = left.rows() / (2 * rows);
            long width = right.columns() / (2 * columns);
            if (height >= SHORTEST && (height * wide > width || width < SHORTEST)) {
                rows *= 2;
            } else if (width >= SHORTEST) {
                columns *= 2;
            } else {
                break;
            }
        }
        this.down = rows;
        this.along = columns;
        this.parts = (int) Math.min(wanted, count * rows * columns);
    }

    @Override
    public void run(Places at) {
        boolean isOnTop = at.vector() != 0;
        boolean sums = at.sums() != 0;
        Array ones =
                isOnTop ? ProductWork.ones(dtype, left.rows()) : sums ? ProductWork.ones(dtype, left.columns()) : null;
        IntConsumer body = part -> tiles(part, tile -> {
            if (ones != null && isOnTop) {
                fill(tile, ones, at.vector(), at.result());
            }
            if (ones != null && sums && tile.column == 0) {
                sum(tile, at.left(), ones, at.sums());
            }
            multiply(tile, at, isOnTop);
        });
        if (parts == 1) {
            body.accept(0);
        } else {
            Workers.each(parts, body);
        }
        Reference.reachabilityFence(ones);
    }

    /** A tile of one of the results. */
    private record Tile(long matrix, long row, long rows, long column, long columns) {}

    private void tiles(int part, Consumer<Tile> body) {
        long tiles = count * down * along;
        long end = tiles * (part + 1) / parts;
        for (long tile = tiles * part / parts; tile < end; tile++) {
            long rows = tile / along % down;
            long columns = tile % along;
            long row = start(left.rows(), rows, down);
            long column = start(right.columns(), columns, along);
            body.accept(new Tile(
                    tile / along / down,
                    row,
                    start(left.rows(), rows + 1, down) - row,
                    column,
                    start(right.columns(), columns + 1, along) - column));
        }
    }

    private void multiply(Tile tile, Places at, boolean onTop) {
        gemm.multiply(
                left.byRows(),
                right.byRows(),
                tile.rows,
                tile.columns,
                left.columns(),
                at.left() + left.place(tile.matrix, tile.row, 0) * bytes,
                left.step(),
                at.right() + right.place(tile.matrix, 0, tile.column) * bytes,
                right.step(),
                at.result() + result.place(tile.matrix, tile.row, tile.column) * bytes,
                result.step(),
                onTop);
    }

    /** Each row of a tile begins as the vector that is added to it: the product of a column of ones and that vector. */
    private void fill(Tile tile, Array ones, long vector, long atResult) {
        gemm.multiply(
                true,
                true,
                tile.rows,
                tile.columns,
                1,
                ones.address(),
                1,
                vector + tile.column * bytes,
                tile.columns,
                atResult + result.place(tile.matrix, tile.row, tile.column) * bytes,
                result.step(),
                false);
    }

    /** The sums of rows as one more product: it costs less than the product saves by finding the rows in the cache. */
    private void sum(Tile tile, long atLeft, Array ones, long sums) {
        gemm.multiply(
                left.byRows(),
                true,
                tile.rows,
                1,
                left.columns(),
                atLeft + left.place(0, tile.row, 0) * bytes,
                left.step(),
                ones.address(),
                1,
                sums + tile.row * bytes,
                1,
                false);
    }

    /** Where one of equal parts starts, on a multiple of a vector's length. */
    private static long start(long length, long part, int parts) {
        return part == parts ? length : length * part / parts & -GRAIN;
    }
}

package dev.adjoint.kernel.vector;

/**
 * How the results of equally large matrix products are cut into tiles, by their lengths alone.
 *
 * @param rows the rows of each result
 * @param columns the columns of each result
 * @param height the rows of a tile
 * @param width the columns of a tile
 * @param count how many products there are
 */
record Grid(long rows, long columns, int height, int width, long count) {

    /** Below this many multiply-adds a tile is not cut to occupy more threads. */
    private static final long WORTH_CUTTING = 1 << 20;

    private static final int ENOUGH_TILES = 16;
    private static final int NARROWEST = 64;
    private static final int LOWEST = 4 * Products.ROWS;

    static Grid of(long rows, long columns, long depth, long count) {
        int height = even(rows, Products.HEIGHT, Products.ROWS);
        int width = even(columns, Products.WIDTH, NARROWEST);
        Grid grid = new Grid(rows, columns, height, width, count);
        while (grid.tiles() < ENOUGH_TILES && (double) height * width * depth > WORTH_CUTTING) {
            if (width > NARROWEST) {
                width = even(columns, width / 2, NARROWEST);
            } else if (height > LOWEST) {
                height = even(rows, height / 2, Products.ROWS);
            } else {
                break;
            }
            grid = new Grid(rows, columns, height, width, count);
        }
        return grid;
    }

    /** A length of at most {@code most}, rounded down to units, that cuts the whole into nearly equal stretches. */
    private static int even(long length, int most, int unit) {
        long limit = Math.max(unit, most / unit * unit);
        long parts = (length + limit - 1) / limit;
        long each = (length + parts - 1) / parts;
        return (int) ((each + unit - 1) / unit * unit);
    }

    private long down() {
        return (rows + height - 1) / height;
    }

    private long along() {
        return (columns + width - 1) / width;
    }

    /** The tiles of all results. */
    long tiles() {
        return down() * along() * count;
    }

    /** Which result a tile is of. */
    long product(long tile) {
        return tile / (down() * along());
    }

    /** Its first row. */
    long row(long tile) {
        return tile / along() % down() * height;
    }

    /** Its first column. */
    long column(long tile) {
        return tile % along() * width;
    }

    /** Its rows, fewer in the last one. */
    int rowsOf(long tile) {
        return (int) Math.min(height, rows - row(tile));
    }

    /** Its columns, fewer in the last one. */
    int columnsOf(long tile) {
        return (int) Math.min(width, columns - column(tile));
    }
}

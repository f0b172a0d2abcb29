package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Products.Table;

/**
 * Matrix products, all of one size, tile by tile: both factors are packed into panels that the innermost loop reads
 * element after element, wherever they come from.
 *
 * @param <T> the type of an array of numbers
 * @param loops the innermost loop
 * @param grid the tiles
 * @param depth the length of the sums, roughly where they differ
 * @param job what is multiplied, and where it goes
 */
record ProductRun<T>(Products<T> loops, Grid grid, long depth, Job<T> job) {

    /**
     * What is multiplied, and where it goes.
     *
     * @param <T> the type of an array of numbers
     */
    interface Job<T> {

        /** The left factor of one of the products. */
        Factor<T> left(long product);

        /** The right factor of one of the products. */
        Factor<T> right(long product);

        /** What a row of a result begins with, before anything is added. */
        default double start(long product, long row) {
            return 0;
        }

        /** The first position of the sums of a product. */
        default long from(long product) {
            return 0;
        }

        /** The position after the last one. */
        long to(long product);

        /** Takes a stretch of a row of a result. */
        void store(long product, long row, long column, T tile, int at, int count);
    }

    void run() {
        double cost = (double) grid.rows() * grid.columns() * grid.count() * depth * Products.NANOSECONDS;
        Parts.each(grid.tiles(), cost, (first, last) -> {
            Table<T> table = loops.borrow();
            for (long tile = first; tile < last; tile++) {
                tile(table, tile);
            }
            loops.idle().add(table);
        });
    }

    private void tile(Table<T> table, long tile) {
        long product = grid.product(tile);
        long row = grid.row(tile);
        long column = grid.column(tile);
        int rows = grid.rowsOf(tile);
        int columns = grid.columnsOf(tile);
        T result = table.result();
        int whole = (rows + Products.ROWS - 1) / Products.ROWS * Products.ROWS;
        for (int i = 0; i < whole; i++) {
            double start = i < rows ? job.start(product, row + i) : 0;
            loops.fill(result, i * Products.WIDTH, (i + 1) * Products.WIDTH, start);
        }
        Factor<T> left = job.left(product);
        Factor<T> right = job.right(product);
        long end = job.to(product);
        for (long k = job.from(product); k < end; k += Products.DEPTH) {
            int n = (int) Math.min(Products.DEPTH, end - k);
            pack(left, row, rows, k, n, Products.ROWS, table.line(), table.left());
            pack(right, column, columns, k, n, loops.columns(), table.line(), table.right());
            for (int j = 0; j < columns; j += loops.columns()) {
                for (int i = 0; i < rows; i += Products.ROWS) {
                    loops.multiply(n, table.left(), i * n, table.right(), j * n, result, i * Products.WIDTH + j);
                }
            }
        }
        for (int i = 0; i < rows; i++) {
            job.store(product, row + i, column, result, i * Products.WIDTH, columns);
        }
    }

    /** Panels one after the other, each with {@code across} elements for each position of the sums. */
    private void pack(Factor<T> factor, long first, int count, long k, int depth, int across, T line, T panels) {
        int rest = count % across;
        if (rest > 0) {
            // What stands there would do no harm to others' sums, but numbers such as 1e-320 would slow them down.
            loops.fill(panels, (count - rest) * depth, (count - rest + across) * depth, 0);
        }
        if (factor.isDeep()) {
            for (int i = 0; i < count; i++) {
                factor.read(first + i, k, depth, line);
                loops.spread(line, depth, panels, i / across * across * depth + i % across, across);
            }
            return;
        }
        for (int d = 0; d < depth; d++) {
            factor.read(k + d, first, count, line);
            for (int i = 0; i < count; i += across) {
                System.arraycopy(line, i, panels, i * depth + d * across, Math.min(across, count - i));
            }
        }
    }
}

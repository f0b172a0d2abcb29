package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Products.Table;

/** Runs the vector loop of matrix products until it is compiled, and says whether that made it fast. */
final class ProductTrial {

    private static final int[] DEPTHS = {16, 3, 64, 1, 33};
    /** For each product and its sum: far above a compiled loop's on any machine, far below a cold one's. */
    private static final double LIMIT = 0.7;

    private ProductTrial() {}

    static <T> boolean run(Products<T> loops) {
        Table<T> table = loops.borrow();
        return Trial.run(
                () -> round(loops, table, 0),
                () -> {
                    for (int depth : DEPTHS) {
                        round(loops, table, depth);
                    }
                },
                () -> time(loops, table) < LIMIT);
    }

    private static <T> void round(Products<T> loops, Table<T> table, int depth) {
        loops.multiply(depth, table.left(), 0, table.right(), 0, table.result(), 0);
    }

    /** Nanoseconds for a product and its sum. */
    private static <T> double time(Products<T> loops, Table<T> table) {
        long start = System.nanoTime();
        for (int i = 0; i < 8; i++) {
            round(loops, table, Products.DEPTH);
        }
        return (System.nanoTime() - start) / (8.0 * Products.DEPTH * Products.ROWS * loops.columns());
    }
}

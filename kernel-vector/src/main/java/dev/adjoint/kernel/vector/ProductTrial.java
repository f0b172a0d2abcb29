package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Products.Table;

/** Runs the vector loop of matrix products until it is compiled, and says whether that made it fast. */
final class ProductTrial {

    private static final int ROUNDS = 100;
    private static final int[] DEPTHS = {16, 3, 64, 1, 33};
    private static final long PATIENCE = 5_000_000_000L;
    /** For each product and its sum: far above a compiled loop's on any machine, far below a cold one's. */
    private static final double LIMIT = 0.7;

    private ProductTrial() {}

    static <T> boolean run(Products<T> loops) {
        Table<T> table = loops.borrow();
        long end = System.nanoTime() + PATIENCE;
        while (System.nanoTime() < end) {
            for (int i = 0; i < ROUNDS; i++) {
                round(loops, table, DEPTHS[i % DEPTHS.length]);
            }
            if (Math.max(time(loops, table), time(loops, table)) < LIMIT) {
                return true;
            }
        }
        return false;
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

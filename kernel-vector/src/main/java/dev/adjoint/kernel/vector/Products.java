package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The innermost loop of matrix products in one type of numbers, plain or in vectors: a panel of the left factor times a
 * panel of the right one.
 *
 * <p>Each element of a product is summed by fused multiply-adds one after the other, {@value #DEPTH} of them at a time,
 * and these sums are added up in order. That order is the same for all loops, panels and tiles, and so are the bits: on
 * any processor, before and after the vector loop takes over.
 *
 * @param <T> the type of an array of them
 */
sealed interface Products<T> permits DoubleProducts, FloatProducts {

    /** How many products are summed before the sum is added to the rest. */
    int DEPTH = 256;
    /** The most rows of a tile of the result, with which the packed left factor fits the second-level cache. */
    int HEIGHT = 120;
    /** The most columns of a tile of the result, and from one of its rows to the next. */
    int WIDTH = 256;
    /** The rows of a panel. With two vectors of columns the sums take twelve registers, which all processors have. */
    int ROWS = 6;
    /** What a product and its sum are taken to cost when work is cut into parts. */
    double NANOSECONDS = 0.06;

    /** The type of the elements. */
    DType dtype();

    /** Loads and stores. */
    Tiles<T> tiles();

    /** The columns of a panel, a divisor of {@link #WIDTH}. */
    int columns();

    /** Puts the elements of a line one step apart. */
    void spread(T line, int count, T panel, int at, int step);

    /** Sets elements to one number. */
    void fill(T tile, int from, int to, double value);

    /**
     * Adds the product of two panels to the result.
     *
     * @param depth the length of the sums
     * @param a {@link #ROWS} elements for each position of the sum
     * @param atA where they start
     * @param b {@link #columns} elements for each position of the sum
     * @param atB where they start
     * @param c the result, with rows {@link #WIDTH} apart
     * @param atC where the part of it starts that the panels make
     */
    void multiply(int depth, T a, int atA, T b, int atB, T c, int atC);

    /** The tables that nobody works at now. */
    ConcurrentLinkedQueue<Table<T>> idle();

    /**
     * What is needed to compute one tile.
     *
     * @param <T> the type of an array of numbers
     * @param left the packed left factor
     * @param right the packed right factor
     * @param result the tile
     * @param line room for one line
     */
    record Table<T>(T left, T right, T result, T line) {}

    /** A table to work at, lent. */
    default Table<T> borrow() {
        Table<T> table = idle().poll();
        return table != null
                ? table
                : new Table<>(
                        tiles().allocate(1, HEIGHT * DEPTH)[0],
                        tiles().allocate(1, WIDTH * DEPTH)[0],
                        tiles().allocate(1, HEIGHT * WIDTH)[0],
                        tiles().allocate(1, Math.max(WIDTH, DEPTH))[0]);
    }
}

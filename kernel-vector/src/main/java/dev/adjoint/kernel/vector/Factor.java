package dev.adjoint.kernel.vector;

/**
 * One factor of a matrix product, read in lines. The left one has rows, the right one columns, and both are as deep as
 * the sums are long.
 *
 * @param <T> the type of an array of numbers
 */
interface Factor<T> {

    /** Whether a line is one row or column in its whole depth; else it is one position of the sums over all of them. */
    boolean isDeep();

    /**
     * Reads a stretch of a line.
     *
     * @param line which line
     * @param first the stretch's first element in it
     * @param count the elements
     * @param target where they go, from its start on
     */
    void read(long line, long first, int count, T target);

    /**
     * A matrix in memory.
     *
     * @param <T> the type of an array of numbers
     * @param loops how to read it
     * @param address its first element
     * @param across elements from one row (or column, of a right factor) to the next
     * @param deep elements from one position of the sums to the next
     */
    record Matrix<T>(Products<T> loops, long address, long across, long deep) implements Factor<T> {

        @Override
        public boolean isDeep() {
            return Math.abs(deep) < Math.abs(across);
        }

        @Override
        public void read(long line, long first, int count, T target) {
            long step = isDeep() ? deep : across;
            long offset = line * (isDeep() ? across : deep) + first * step;
            loops.tiles().load(loops.dtype(), address + offset * loops.dtype().bytes(), step, target, 0, count);
        }
    }
}

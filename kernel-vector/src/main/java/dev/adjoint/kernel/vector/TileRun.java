package dev.adjoint.kernel.vector;

/** One run of a program over its tiles, any of which may be computed by any thread. */
@FunctionalInterface
interface TileRun extends Parts.Body {

    /**
     * Computes some tiles.
     *
     * @param first the first of them
     * @param last the tile after the last of them
     */
    void tiles(long first, long last);

    @Override
    default void run(long first, long last) {
        tiles(first, last);
    }
}

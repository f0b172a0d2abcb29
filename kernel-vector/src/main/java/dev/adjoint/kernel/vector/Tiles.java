package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.shape.DType;

/**
 * The loops over tiles in one type of numbers, as plain Java over arrays.
 *
 * <p>Quick to start: they are fast as soon as the first compiler has seen them, while vector loops cost microseconds per
 * element until the last one has. Float's are the same numbers bit for bit as its vector loops, so that one may take
 * over from the other in the middle of a run.
 *
 * @param <T> the type of an array of them
 */
sealed interface Tiles<T> permits FloatTiles, DoubleTiles, LongTiles, PackedTruths {

    /**
     * The loops for elements of a type: integers and truth values are computed in long.
     *
     * @param dtype the type of the elements in memory
     */
    static Tiles<?> of(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> new FloatTiles();
            case FLOAT64 -> new DoubleTiles();
            case INT32, INT64, UINT8, BOOL -> new LongTiles();
        };
    }

    /**
     * Room for tiles.
     *
     * @param count how many
     * @param length the elements of each
     */
    T[] allocate(int count, int length);

    /** The same from a bench: with whatever was in them, and perhaps more and longer ones. */
    T[] lent(Scratch bench, int count, int length);

    /** Sets a whole tile to one number. */
    void fill(T tile, double value);

    /** Reads elements with a constant stride from memory, converted from their type. */
    void load(DType dtype, long address, long stride, T tile, int at, int count);

    /** Writes elements with a constant stride to memory, converted to their type; bool is 1 for all but zero. */
    void store(DType dtype, long address, long stride, T tile, int at, int count);

    /** Reads elements that follow each other. */
    default void read(DType dtype, long address, T tile, int at, int count, Conversion conversion) {
        load(dtype, address, 1, tile, at, count);
    }

    /** Writes elements that follow each other. */
    default void write(DType dtype, long address, T tile, int at, int count, Conversion conversion) {
        store(dtype, address, 1, tile, at, count);
    }

    /** Runs one loop over the first elements of tiles. */
    void run(Step step, T[] slots, int count);

    /** Reads a stretch of an operand. */
    default void load(Access access, long address, long from, int count, T tile, Conversion conversion) {
        DType dtype = access.dtype();
        int bytes = dtype.bytes();
        access.each(from, count, (offset, stride, at, n) -> {
            if (stride == 1) {
                read(dtype, address + offset * bytes, tile, at, n, conversion);
            } else {
                load(dtype, address + offset * bytes, stride, tile, at, n);
            }
        });
    }

    /** Writes a stretch of a result. */
    default void store(Access access, long address, long from, int count, T tile, Conversion conversion) {
        DType dtype = access.dtype();
        int bytes = dtype.bytes();
        access.each(from, count, (offset, stride, at, n) -> {
            if (stride == 1) {
                write(dtype, address + offset * bytes, tile, at, n, conversion);
            } else {
                store(dtype, address + offset * bytes, stride, tile, at, n);
            }
        });
    }
}

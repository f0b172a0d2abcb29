package dev.adjoint;

import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import org.jspecify.annotations.Nullable;

/** The elements read out into Java values, in row-major order. */
public interface TensorValues {

    /**
     * The memory that holds the elements, shared with this tensor.
     *
     * @return the elements with their layout
     * @throws IllegalStateException if this tensor has no values, being part of a graph that is only drawn
     */
    Array array();

    /**
     * How often the memory was written to in place since it was made.
     *
     * @return the version, shared by all views of the same memory
     */
    default int version() {
        return array().storage().version();
    }

    /**
     * The line that last wrote to the memory in place.
     *
     * @return where it stands in the program; null if nobody did since the memory was made
     */
    default @Nullable Origin lastChange() {
        return array().storage().lastChange();
    }

    /**
     * The only element of a tensor of size 1.
     *
     * @return its value, as a double
     * @throws dev.adjoint.shape.ShapeException if there are more or none
     */
    default double item() {
        return Elements.item(array());
    }

    /**
     * One element.
     *
     * @param index its place along each axis; from the end if negative
     * @return its value, as a double
     */
    default double at(long... index) {
        return Elements.at(array(), index);
    }

    /**
     * All elements as floats.
     *
     * @return a new array in row-major order
     */
    default float[] floats() {
        return Elements.floats(array());
    }

    /**
     * All elements as doubles.
     *
     * @return a new array in row-major order
     */
    default double[] doubles() {
        return Elements.doubles(array());
    }

    /**
     * All elements as longs, fractions cut off.
     *
     * @return a new array in row-major order
     */
    default long[] longs() {
        return Elements.longs(array());
    }

    /**
     * All elements as truth values: whether they differ from 0.
     *
     * @return a new array in row-major order
     */
    default boolean[] booleans() {
        return Elements.booleans(array());
    }

    /**
     * The elements in nested brackets, long axes cut short.
     *
     * @return a text for people to read
     */
    default String format() {
        return Elements.print(array());
    }
}

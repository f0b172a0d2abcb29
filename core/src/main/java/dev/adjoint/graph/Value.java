package dev.adjoint.graph;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import org.jspecify.annotations.Nullable;

/** A tensor in a {@link Graph}: its type is known, its elements only while the graph runs. */
public sealed interface Value {

    /**
     * What tells it from the other values of its graph.
     *
     * @return a number that no other value of the graph has, at least 0
     */
    int number();

    /**
     * Element type and shape.
     *
     * @return the type of the tensor
     */
    TensorType type();

    /**
     * The name in print.
     *
     * @return an input's own name, {@code c3} for a constant, {@code %3} for a result
     */
    String label();

    /**
     * What is given at each run.
     *
     * @param number its number
     * @param type its type
     * @param name the name that feeds and errors call it by
     */
    record Input(int number, TensorType type, String name) implements Value {
        @Override
        public String label() {
            return name;
        }
    }

    /**
     * What every run finds as it is. The tensor is held by reference: a leaf receives its gradient, and what is written
     * to it in place is seen by the next run.
     *
     * @param number its number
     * @param type its type
     * @param tensor the tensor; null in the graph behind a recorded tensor, which keeps no constants
     */
    record Constant(int number, TensorType type, @Nullable Tensor tensor) implements Value {
        @Override
        public String label() {
            return "c" + number;
        }
    }

    /**
     * What a step computes.
     *
     * @param number its number
     * @param type its type
     */
    record Result(int number, TensorType type) implements Value {
        @Override
        public String label() {
            return "%" + number;
        }
    }
}

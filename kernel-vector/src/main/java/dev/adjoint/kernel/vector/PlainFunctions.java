package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * Plain loops of functions, written from their description in {@link VectorSteps} the first time one is needed.
 *
 * @param <T> the type of an array of elements
 */
interface PlainFunctions<T> {

    /**
     * Computes elements.
     *
     * @param function the ordinal of the {@link TileOp}
     * @param x the first arguments
     * @param y the second ones, where the function has two
     * @param r receives the results
     * @param count how many
     */
    void run(int function, T x, T y, T r, int count);

    /** Those in double; null where classes cannot be made, and then functions are computed by the reference. */
    static @Nullable PlainFunctions<double[]> doubles() {
        return Doubles.FUNCTIONS;
    }

    /** Those in float. */
    static @Nullable PlainFunctions<float[]> floats() {
        return Floats.FUNCTIONS;
    }

    /** Holds what is written when it is first asked for. */
    final class Floats {
        private static final @Nullable PlainFunctions<float[]> FUNCTIONS = FunctionClass.of(DType.FLOAT32);

        private Floats() {}
    }

    /** Holds what is written when it is first asked for. */
    final class Doubles {
        private static final @Nullable PlainFunctions<double[]> FUNCTIONS = FunctionClass.of(DType.FLOAT64);

        private Doubles() {}
    }
}

package dev.adjoint.nn.init;

import dev.adjoint.Tensor;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Shape;

/** How the first values of a parameter are found from its shape and a source of randomness. */
@FunctionalInterface
public interface Initialiser {

    /** All zeros. */
    Initialiser ZEROS = constant(0);

    /** All ones. */
    Initialiser ONES = constant(1);

    /**
     * The first values of a parameter.
     *
     * @param generator where randomness comes from; it moves on
     * @param shape the shape of the parameter
     * @return float32 values of that shape
     */
    Tensor make(Generator generator, Shape shape);

    /**
     * The same number everywhere.
     *
     * @param value the number
     * @return an initialiser that draws nothing
     */
    static Initialiser constant(double value) {
        return (generator, shape) -> Tensor.full(value, DType.FLOAT32, shape.dims());
    }

    /**
     * Evenly drawn from {@code [-bound, bound)}.
     *
     * @param bound the greatest magnitude
     * @return an initialiser of variance {@code bound^2 / 3}
     */
    static Initialiser uniform(double bound) {
        return (generator, shape) ->
                Tensor.uniform(generator, shape.dims()).mul(2 * bound).sub(bound);
    }

    /**
     * Drawn from the normal distribution of mean 0.
     *
     * @param deviation the standard deviation
     * @return an initialiser of variance {@code deviation^2}
     */
    static Initialiser normal(double deviation) {
        return (generator, shape) -> Tensor.normal(generator, shape.dims()).mul(deviation);
    }
}

package dev.adjoint;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;

/** Distributions made of uniform and normal numbers, for {@link Tensor}. */
final class Randomness {

    /** Whole numbers up to here are float64 numbers, and so drawn without gaps. */
    private static final long WIDEST = 1L << 53;

    private Randomness() {}

    static Tensor uniform(double low, double high, DType dtype, Generator generator, long... lengths) {
        if (!(low <= high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException("uniform: no numbers between " + low + " and " + high
                    + ". Give finite bounds, the lower one first.");
        }
        Tensor share = Interpreter.current().uniform(generator, type("uniform", dtype, lengths));
        return low == 0 && high == 1 ? share : share.mul(high - low).add(low);
    }

    static Tensor normal(double mean, double deviation, DType dtype, Generator generator, long... lengths) {
        if (!(deviation >= 0) || !Double.isFinite(deviation) || !Double.isFinite(mean)) {
            throw new IllegalArgumentException("normal: mean " + mean + " and standard deviation " + deviation
                    + ". Give finite numbers, the deviation 0 or more.");
        }
        Tensor standard = Interpreter.current().normal(generator, type("normal", dtype, lengths));
        return mean == 0 && deviation == 1 ? standard : standard.mul(deviation).add(mean);
    }

    private static TensorType type(String what, DType dtype, long... lengths) {
        if (!Given.of(what, "the element type", dtype).isFloating()) {
            throw new DTypeException(
                    what + ": " + dtype + " elements cannot be drawn evenly from a range of real numbers."
                            + " Draw floating ones, or whole ones with randint.");
        }
        return new TensorType(dtype, Shape.of(lengths));
    }

    /** Minus the logarithm of what is left of 1, which is never 0, over the rate. */
    static Tensor exponential(double rate, DType dtype, Generator generator, long... lengths) {
        if (!(rate > 0) || !Double.isFinite(rate)) {
            throw new IllegalArgumentException("exponential: rate " + rate + ". Give a finite number above 0.");
        }
        return uniform(0, 1, dtype, generator, lengths).neg().log1p().div(-rate);
    }

    static Tensor bernoulli(double probability, Generator generator, long... lengths) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "bernoulli: probability " + probability + " does not lie between 0 and 1. Give one that does.");
        }
        return uniform(0, 1, DType.FLOAT64, generator, lengths).lt(probability);
    }

    static Tensor randint(long low, long high, Generator generator, long... lengths) {
        if (low >= high || high - low <= 0 || high - low > WIDEST) {
            throw new IllegalArgumentException("randint: no whole numbers, or too many, from " + low + " to " + high
                    + " (excluded). Give a lower bound below the upper one, at most 2^53 apart.");
        }
        return uniform(0, 1, DType.FLOAT64, generator, lengths)
                .mul(high - low)
                .floor()
                .cast(DType.INT64)
                .add(Tensor.scalar(low));
    }

    static Tensor permutation(long count, Generator generator) {
        return uniform(0, 1, DType.FLOAT64, generator, count).argsort(0);
    }
}

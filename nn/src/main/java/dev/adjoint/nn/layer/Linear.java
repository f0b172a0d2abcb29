package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The affine map {@code y = x W^T + b}: {@code [.., in] -> [.., out]}, with {@code W [out, in]} and {@code b [out]}.
 *
 * <p>Weights and biases begin evenly drawn from {@code 1 / sqrt(in)} to both sides; {@link #of} gives other choices.
 */
public final class Linear extends Module {

    private final long in;
    private final long out;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    /**
     * A layer with a bias and the usual first weights.
     *
     * @param in the length of an input vector
     * @param out the length of an output vector
     * @param generator where the first weights come from; it moves on
     */
    public Linear(long in, long out, Generator generator) {
        this(of(in, out), generator);
    }

    private Linear(Options options, Generator generator) {
        Given.of("linear", "the generator", generator);
        this.in = options.in;
        this.out = options.out;
        this.weight = parameter("weight", options.weights.make(generator, Shape.of(out, in)));
        this.bias = options.bias ? parameter("bias", Defaults.bias(in).make(generator, Shape.of(out))) : null;
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the length of an input vector
     * @param out the length of an output vector
     * @return options, to be changed and built
     */
    public static Options of(long in, long out) {
        return new Options(in, out, true, Defaults.WEIGHT);
    }

    /**
     * The choices of a linear layer, immutable.
     *
     * @param in the length of an input vector
     * @param out the length of an output vector
     * @param bias whether a vector is added
     * @param weights the first weights
     */
    public record Options(long in, long out, boolean bias, Initialiser weights) {

        /** Refuses lengths that cannot be. */
        public Options {
            Defaults.atLeast(1, "linear", "inputs", in);
            Defaults.atLeast(1, "linear", "outputs", out);
        }

        /**
         * The same with or without bias.
         *
         * @param whether whether a vector is added
         * @return new options
         */
        public Options bias(boolean whether) {
            return new Options(in, out, whether, weights);
        }

        /**
         * The same with other first weights.
         *
         * @param initialiser the first weights
         * @return new options
         */
        public Options weights(Initialiser initialiser) {
            return new Options(in, out, bias, initialiser);
        }

        /**
         * The layer.
         *
         * @param generator where the first weights come from; it moves on
         * @return a layer with these options
         */
        public Linear build(Generator generator) {
            return new Linear(this, generator);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        if (Given.input("linear", 0, x).rank() == 0 || x.dim(-1) != in) {
            throw misfit("[.., " + in + "]", x, remedy(x));
        }
        requireType(x, weight);
        return x.linear(weight.value(), bias == null ? null : bias.value());
    }

    private String remedy(Tensor x) {
        return x.rank() > 2 && x.size() == x.dim(0) * in
                ? "Put a Flatten before it."
                : "Give the layer as many inputs as its input's last axis is long.";
    }

    @Override
    protected String describe() {
        return "Linear " + in + " -> " + out + (bias == null ? " without bias" : "");
    }
}

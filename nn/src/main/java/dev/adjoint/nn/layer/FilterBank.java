package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.init.Fan;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a convolution layer: filters {@code [rows, columns, kernel..]} and perhaps a bias {@code [out]},
 * evenly drawn from {@code 1 / sqrt(columns * kernel)} to both sides unless the options say otherwise.
 */
final class FilterBank {

    private final Parameter weight;
    private final @Nullable Parameter bias;

    /**
     * @param options what was chosen
     * @param rows channels of the output, or of a transposed convolution's input
     * @param columns channels of a group on the other side
     * @param generator where the first weights come from; it moves on
     * @param register the layer's way to make a parameter of a name and first values
     */
    FilterBank(
            ConvolutionOptions<?> options,
            long rows,
            long columns,
            Generator generator,
            BiFunction<String, Tensor, Parameter> register) {
        Given.of("convolution", "the generator", generator);
        Shape filters = options.window().kernel().insert(0, columns).insert(0, rows);
        this.weight = register.apply("weight", options.weights().make(generator, filters));
        this.bias = options.bias()
                ? register.apply("bias", Defaults.bias(Fan.IN.of(filters)).make(generator, Shape.of(options.out())))
                : null;
    }

    /** The filters of a convolution. */
    static FilterBank forward(
            ConvolutionOptions<?> options, Generator generator, BiFunction<String, Tensor, Parameter> register) {
        long columns = options.in() / options.window().groups();
        return new FilterBank(options, options.out(), columns, generator, register);
    }

    /** The filters of a transposed convolution. */
    static FilterBank transposed(
            ConvolutionOptions<?> options, Generator generator, BiFunction<String, Tensor, Parameter> register) {
        long columns = options.out() / options.window().groups();
        return new FilterBank(options, options.in(), columns, generator, register);
    }

    Parameter parameter() {
        return weight;
    }

    Tensor weight() {
        return weight.value();
    }

    @Nullable
    Tensor bias() {
        return bias == null ? null : bias.value();
    }
}

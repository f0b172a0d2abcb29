package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * One-dimensional transposed convolution of signals: {@code [n, in, w] -> [n, out, w']}, with weights {@code [in, out /
 * groups, kw]} and a bias {@code [out]}.
 *
 * <p>{@code w' = (w - 1) stride - 2 padding + dilation (kw - 1) + 1 + output padding}. Weights and biases begin evenly
 * drawn from {@code 1 / sqrt(out / groups * kw)} to both sides; {@link #of} gives other choices.
 */
public final class ConvTranspose1d extends Module {

    private final ConvolutionOptions<ConvTranspose1d> options;
    private final FilterBank filters;

    /**
     * A layer with a kernel of one length, stride 1, no padding and a bias.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel the length of the filters
     * @param generator where the first weights come from; it moves on
     */
    public ConvTranspose1d(long in, long out, long kernel, Generator generator) {
        this(of(in, out, kernel), generator);
    }

    private ConvTranspose1d(ConvolutionOptions<ConvTranspose1d> options, Generator generator) {
        this.options = options;
        this.filters = FilterBank.transposed(options, generator, this::parameter);
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel the length of the filters
     * @return options, to be changed and built
     */
    public static ConvolutionOptions<ConvTranspose1d> of(long in, long out, long... kernel) {
        return ConvolutionOptions.of("ConvTranspose1d", 1, in, out, kernel, ConvTranspose1d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("conv_transpose1d", 0, x);
        if (x.rank() != 3 || x.dim(1) != options.in()) {
            throw misfit(Windows.images(1, String.valueOf(options.in())), x, Windows.remedy(1, x));
        }
        requireType(x, filters.parameter());
        try {
            return x.convTranspose1d(
                    filters.weight(),
                    filters.bias(),
                    options.window(),
                    options.outputPadding().dims());
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return options.toString();
    }
}

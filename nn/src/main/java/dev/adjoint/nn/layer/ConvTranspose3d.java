package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * Three-dimensional transposed convolution of volumes: {@code [n, in, d, h, w] -> [n, out, d', h', w']}, with weights {@code [in, out /
 * groups, kd, kh, kw]} and a bias {@code [out]}.
 *
 * <p>{@code d' = (d - 1) stride - 2 padding + dilation (kd - 1) + 1 + output padding}. Weights and biases begin evenly
 * drawn from {@code 1 / sqrt(out / groups * kd * kh * kw)} to both sides; {@link #of} gives other choices.
 */
public final class ConvTranspose3d extends Module {

    private final ConvolutionOptions<ConvTranspose3d> options;
    private final FilterBank filters;

    /**
     * A layer with a cubic kernel, stride 1, no padding and a bias.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel depth, height and width of the filters
     * @param generator where the first weights come from; it moves on
     */
    public ConvTranspose3d(long in, long out, long kernel, Generator generator) {
        this(of(in, out, kernel), generator);
    }

    private ConvTranspose3d(ConvolutionOptions<ConvTranspose3d> options, Generator generator) {
        this.options = options;
        this.filters = FilterBank.transposed(options, generator, this::parameter);
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel depth, height and width of the filters, or one number for all
     * @return options, to be changed and built
     */
    public static ConvolutionOptions<ConvTranspose3d> of(long in, long out, long... kernel) {
        return ConvolutionOptions.of("ConvTranspose3d", 3, in, out, kernel, ConvTranspose3d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("conv_transpose3d", 0, x);
        if (x.rank() != 5 || x.dim(1) != options.in()) {
            throw misfit(Windows.images(3, String.valueOf(options.in())), x, Windows.remedy(3, x));
        }
        requireType(x, filters.parameter());
        try {
            return x.convTranspose3d(
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

package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * Two-dimensional convolution (cross-correlation) of images: {@code [n, in, h, w] -> [n, out, h', w']}, with weights {@code [out,
 * in / groups, kh, kw]} and a bias {@code [out]}.
 *
 * <p>{@code h' = (h + 2 padding - dilation (kh - 1) - 1) / stride + 1}. Weights and biases begin evenly drawn from
 * {@code 1 / sqrt(in / groups * kh * kw)} to both sides; {@link #of} gives other choices.
 */
public final class Conv2d extends Module {

    private final ConvolutionOptions<Conv2d> options;
    private final FilterBank filters;

    /**
     * A layer with a square kernel, stride 1, no padding and a bias.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel height and width of the filters
     * @param generator where the first weights come from; it moves on
     */
    public Conv2d(long in, long out, long kernel, Generator generator) {
        this(of(in, out, kernel), generator);
    }

    private Conv2d(ConvolutionOptions<Conv2d> options, Generator generator) {
        this.options = options;
        this.filters = FilterBank.forward(options, generator, this::parameter);
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel height and width of the filters, or one number for both
     * @return options, to be changed and built
     */
    public static ConvolutionOptions<Conv2d> of(long in, long out, long... kernel) {
        return ConvolutionOptions.of("Conv2d", 2, in, out, kernel, Conv2d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("conv2d", 0, x);
        if (x.rank() != 4 || x.dim(1) != options.in()) {
            throw misfit(Windows.images(2, String.valueOf(options.in())), x, Windows.remedy(2, x));
        }
        requireType(x, filters.parameter());
        try {
            return x.conv2d(filters.weight(), filters.bias(), options.window());
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return options.toString();
    }
}

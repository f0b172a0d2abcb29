package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * Three-dimensional convolution (cross-correlation) of volumes: {@code [n, in, d, h, w] -> [n, out, d', h', w']}, with weights {@code [out,
 * in / groups, kd, kh, kw]} and a bias {@code [out]}.
 *
 * <p>{@code d' = (d + 2 padding - dilation (kd - 1) - 1) / stride + 1}. Weights and biases begin evenly drawn from
 * {@code 1 / sqrt(in / groups * kd * kh * kw)} to both sides; {@link #of} gives other choices.
 */
public final class Conv3d extends Module {

    private final ConvolutionOptions<Conv3d> options;
    private final FilterBank filters;

    /**
     * A layer with a cubic kernel, stride 1, no padding and a bias.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel depth, height and width of the filters
     * @param generator where the first weights come from; it moves on
     */
    public Conv3d(long in, long out, long kernel, Generator generator) {
        this(of(in, out, kernel), generator);
    }

    private Conv3d(ConvolutionOptions<Conv3d> options, Generator generator) {
        this.options = options;
        this.filters = FilterBank.forward(options, generator, this::parameter);
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel depth, height and width of the filters, or one number for all
     * @return options, to be changed and built
     */
    public static ConvolutionOptions<Conv3d> of(long in, long out, long... kernel) {
        return ConvolutionOptions.of("Conv3d", 3, in, out, kernel, Conv3d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("conv3d", 0, x);
        if (x.rank() != 5 || x.dim(1) != options.in()) {
            throw misfit(Windows.images(3, String.valueOf(options.in())), x, Windows.remedy(3, x));
        }
        requireType(x, filters.parameter());
        try {
            return x.conv3d(filters.weight(), filters.bias(), options.window());
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return options.toString();
    }
}

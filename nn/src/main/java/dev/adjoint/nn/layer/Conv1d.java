package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/**
 * One-dimensional convolution (cross-correlation) of signals: {@code [n, in, w] -> [n, out, w']}, with weights {@code [out,
 * in / groups, kw]} and a bias {@code [out]}.
 *
 * <p>{@code w' = (w + 2 padding - dilation (kw - 1) - 1) / stride + 1}. Weights and biases begin evenly drawn from
 * {@code 1 / sqrt(in / groups * kw)} to both sides; {@link #of} gives other choices.
 */
public final class Conv1d extends Module {

    private final ConvolutionOptions<Conv1d> options;
    private final FilterBank filters;

    /**
     * A layer with a kernel of one length, stride 1, no padding and a bias.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel the length of the filters
     * @param generator where the first weights come from; it moves on
     */
    public Conv1d(long in, long out, long kernel, Generator generator) {
        this(of(in, out, kernel), generator);
    }

    private Conv1d(ConvolutionOptions<Conv1d> options, Generator generator) {
        this.options = options;
        this.filters = FilterBank.forward(options, generator, this::parameter);
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel the length of the filters
     * @return options, to be changed and built
     */
    public static ConvolutionOptions<Conv1d> of(long in, long out, long... kernel) {
        return ConvolutionOptions.of("Conv1d", 1, in, out, kernel, Conv1d::new);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("conv1d", 0, x);
        if (x.rank() != 3 || x.dim(1) != options.in()) {
            throw misfit(Windows.images(1, String.valueOf(options.in())), x, Windows.remedy(1, x));
        }
        requireType(x, filters.parameter());
        try {
            return x.conv1d(filters.weight(), filters.bias(), options.window());
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return options.toString();
    }
}

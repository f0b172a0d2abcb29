package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.init.Fan;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution (cross-correlation) of images: {@code [n, in, h, w] -> [n, out, h', w']}, with weights
 * {@code [out, in / groups, kh, kw]} and a bias {@code [out]}.
 *
 * <p>{@code h' = (h + 2 padding - dilation (kh - 1) - 1) / stride + 1}. Weights and biases begin evenly drawn from
 * {@code 1 / sqrt(in / groups * kh * kw)} to both sides; {@link #of} gives other choices.
 */
public final class Conv2d extends Module {

    private final Options options;
    private final Parameter weight;
    private final @Nullable Parameter bias;

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

    private Conv2d(Options options, Generator generator) {
        this.options = options;
        Shape kernel = options.window.kernel();
        Shape filters = Shape.of(options.out, options.in / options.window.groups(), kernel.dim(0), kernel.dim(1));
        this.weight = parameter("weight", options.weights.make(generator, filters));
        this.bias = options.bias
                ? parameter("bias", Defaults.bias(Fan.IN.of(filters)).make(generator, Shape.of(options.out)))
                : null;
    }

    /**
     * A layer with choices to be made.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param kernel height and width of the filters, or one number for both
     * @return options, to be changed and built
     */
    public static Options of(long in, long out, long... kernel) {
        return new Options(
                in, out, Window.convolution(2).over(Windows.kernel("conv2d", kernel)), true, Defaults.WEIGHT);
    }

    /**
     * The choices of a convolution, immutable.
     *
     * @param in the channels of the input
     * @param out the channels of the output
     * @param window kernel, stride, padding, dilation and groups
     * @param bias whether a number is added to each channel
     * @param weights the first weights
     */
    public record Options(long in, long out, Window window, boolean bias, Initialiser weights) {

        /** Refuses channels that do not fit the groups. */
        public Options {
            Defaults.atLeast(1, "conv2d", "input channels", in);
            Defaults.atLeast(1, "conv2d", "output channels", out);
            if (in % window.groups() != 0 || out % window.groups() != 0) {
                throw new ModuleException("conv2d: " + in + " input and " + out + " output channels in "
                        + window.groups() + " groups. Give a number of groups that divides both.");
            }
        }

        /**
         * The same with another stride.
         *
         * @param lengths pixels from one window to the next, for each axis or one for both
         * @return new options
         */
        public Options stride(long... lengths) {
            return new Options(in, out, window.stride(lengths), bias, weights);
        }

        /**
         * The same with other padding.
         *
         * @param lengths zeros added on each side, for each axis or one for both
         * @return new options
         */
        public Options padding(long... lengths) {
            return new Options(in, out, window.padding(lengths), bias, weights);
        }

        /**
         * The same with another dilation.
         *
         * @param lengths pixels from one tap of the filter to the next, for each axis or one for both
         * @return new options
         */
        public Options dilation(long... lengths) {
            return new Options(in, out, window.dilation(lengths), bias, weights);
        }

        /**
         * The same in groups of channels, each convolved with its own filters.
         *
         * @param count the number of groups; it divides the channels
         * @return new options
         */
        public Options groups(int count) {
            return new Options(in, out, window.groups(count), bias, weights);
        }

        /**
         * The same with or without bias.
         *
         * @param whether whether a number is added to each channel
         * @return new options
         */
        public Options bias(boolean whether) {
            return new Options(in, out, window, whether, weights);
        }

        /**
         * The same with other first weights.
         *
         * @param initialiser the first weights
         * @return new options
         */
        public Options weights(Initialiser initialiser) {
            return new Options(in, out, window, bias, initialiser);
        }

        /**
         * The layer.
         *
         * @param generator where the first weights come from; it moves on
         * @return a layer with these options
         */
        public Conv2d build(Generator generator) {
            return new Conv2d(this, generator);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() != 4 || x.dim(1) != options.in) {
            throw misfit("[batch, " + options.in + ", height, width]", x, remedy(x));
        }
        requireType(x, weight);
        try {
            return x.conv2d(weight.value(), bias == null ? null : bias.value(), options.window);
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    private String remedy(Tensor x) {
        return x.rank() == 3
                ? "Add the missing axis: x.unsqueeze(0) for one image, x.unsqueeze(1) for grey ones without channels."
                : "Reshape the images, channels before height and width, or give the layer as many input channels.";
    }

    @Override
    protected String describe() {
        return "Conv2d " + options.in + " -> " + options.out + Windows.describe(options.window, Shape.of(1, 1))
                + (options.window.groups() == 1 ? "" : ", groups " + options.window.groups())
                + (bias == null ? ", without bias" : "");
    }
}

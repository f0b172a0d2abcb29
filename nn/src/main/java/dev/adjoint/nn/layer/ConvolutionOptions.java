package dev.adjoint.nn.layer;

import dev.adjoint.Window;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Shape;
import java.util.function.BiFunction;

/**
 * The choices of a convolution or transposed convolution over any number of spatial axes, immutable: each method changes
 * one of them, {@link #build} makes the layer.
 *
 * @param layer the name of the layer, such as {@code Conv2d}
 * @param in the channels of the input
 * @param out the channels of the output
 * @param window kernel, stride, padding, dilation and groups
 * @param outputPadding elements more at the end of each axis of a transposed convolution's output; all zero else
 * @param bias whether a number is added to each channel
 * @param weights the first weights
 * @param maker makes the layer
 * @param <M> the class of the layer
 */
public record ConvolutionOptions<M extends Module>(
        String layer,
        long in,
        long out,
        Window window,
        Shape outputPadding,
        boolean bias,
        Initialiser weights,
        BiFunction<ConvolutionOptions<M>, Generator, M> maker) {

    /** Refuses channels that do not fit the groups. */
    public ConvolutionOptions {
        Defaults.atLeast(1, layer, "input channels", in);
        Defaults.atLeast(1, layer, "output channels", out);
        if (in % window.groups() != 0 || out % window.groups() != 0) {
            throw new ModuleException(layer + ": " + in + " input and " + out + " output channels in " + window.groups()
                    + " groups. Give a number of groups that divides both.");
        }
        if (outputPadding.rank() != window.axes()) {
            throw new ModuleException(layer + ": output padding " + outputPadding + " for " + window.axes()
                    + " spatial axes. Give one number for each of them, or one for all.");
        }
    }

    static <M extends Module> ConvolutionOptions<M> of(
            String layer,
            int axes,
            long in,
            long out,
            long[] kernel,
            BiFunction<ConvolutionOptions<M>, Generator, M> maker) {
        Window window = Window.convolution(axes);
        return new ConvolutionOptions<>(
                layer,
                in,
                out,
                window.over(Windows.kernel(layer, axes, kernel)),
                window.padding(),
                true,
                Defaults.WEIGHT,
                maker);
    }

    private ConvolutionOptions<M> with(Window changed) {
        return new ConvolutionOptions<>(layer, in, out, changed, outputPadding, bias, weights, maker);
    }

    /**
     * The same with another stride.
     *
     * @param lengths elements from one window to the next, for each axis or one for all
     * @return new options
     */
    public ConvolutionOptions<M> stride(long... lengths) {
        return with(window.stride(lengths));
    }

    /**
     * The same with other padding.
     *
     * @param lengths zeros added on each side, for each axis or one for all
     * @return new options
     */
    public ConvolutionOptions<M> padding(long... lengths) {
        return with(window.padding(lengths));
    }

    /**
     * The same with as much padding as makes the output as large as the input at stride 1; see {@link Window#same}. To
     * be called after {@link #dilation}.
     *
     * @return new options
     */
    public ConvolutionOptions<M> same() {
        return with(window.same());
    }

    /**
     * The same with another dilation.
     *
     * @param lengths elements from one tap of the filter to the next, for each axis or one for all
     * @return new options
     */
    public ConvolutionOptions<M> dilation(long... lengths) {
        return with(window.dilation(lengths));
    }

    /**
     * The same in groups of channels, each convolved with its own filters.
     *
     * @param count the number of groups; it divides the channels
     * @return new options
     */
    public ConvolutionOptions<M> groups(int count) {
        return with(window.groups(count));
    }

    /**
     * The same with more elements at the end of each axis of the output, of a transposed convolution: among the lengths
     * that a convolution of this stride brings to one, which is made.
     *
     * @param lengths elements more, less than the stride, for each axis or one for all
     * @return new options
     */
    public ConvolutionOptions<M> outputPadding(long... lengths) {
        if (!layer.startsWith("ConvTranspose")) {
            throw new ModuleException(
                    layer + ": a convolution's output has no padding. Transpose it, or give padding instead.");
        }
        Shape each = window.padding(lengths).padding();
        return new ConvolutionOptions<>(layer, in, out, window, each, bias, weights, maker);
    }

    /**
     * The same with or without bias.
     *
     * @param whether whether a number is added to each channel
     * @return new options
     */
    public ConvolutionOptions<M> bias(boolean whether) {
        return new ConvolutionOptions<>(layer, in, out, window, outputPadding, whether, weights, maker);
    }

    /**
     * The same with other first weights.
     *
     * @param initialiser the first weights
     * @return new options
     */
    public ConvolutionOptions<M> weights(Initialiser initialiser) {
        return new ConvolutionOptions<>(layer, in, out, window, outputPadding, bias, initialiser, maker);
    }

    /**
     * The layer.
     *
     * @param generator where the first weights come from; it moves on
     * @return a layer with these options
     */
    public M build(Generator generator) {
        return maker.apply(this, generator);
    }

    /** What the layer is in a few words, such as {@code Conv2d 4 -> 6, 3x3, stride 2}. */
    @Override
    public String toString() {
        Shape none = Window.convolution(window.axes()).padding();
        return layer + " " + in + " -> " + out
                + Windows.describe(window, Window.convolution(window.axes()).stride())
                + (outputPadding.equals(none) ? "" : ", output padding " + Windows.brief(outputPadding))
                + (window.groups() == 1 ? "" : ", groups " + window.groups())
                + (bias ? "" : ", without bias");
    }
}

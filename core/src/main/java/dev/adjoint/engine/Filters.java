package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.Window;
import dev.adjoint.op.Convolution;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Convolutions and their transposes over any number of spatial axes, under the name that they were called by. */
final class Filters {

    private Filters() {}

    static Tensor convolve(String name, int axes, Tensor images, Tensor weight, @Nullable Tensor bias, Window window) {
        Convolution.Forward op = new Convolution.Forward(over(name, axes, images, weight, window));
        return (bias == null ? op.apply(images, weight) : op.apply(images, weight, bias))[0];
    }

    static Tensor transposed(
            String name,
            int axes,
            Tensor results,
            Tensor weight,
            @Nullable Tensor bias,
            Window window,
            long... outputPadding) {
        Window over = over(name, axes, results, weight, window).ceil(false);
        if (results.dim(1) != weight.dim(0)) {
            throw new ShapeException(name + ": channels differ: " + results.shape() + " x " + weight.shape() + " ("
                    + results.dim(1) + " vs " + weight.dim(0) + "). Give filters [in, out / groups, ..].");
        }
        long channels = weight.dim(1) * window.groups();
        Shape images = over.under(results.shape(), channels, outputPadding);
        Tensor y = new Convolution.InputGradient(over, images).apply(results, weight)[0];
        if (bias == null) {
            return y;
        }
        if (!bias.shape().equals(Shape.of(channels))) {
            throw new ShapeException(name + ": bias " + bias.shape() + " for " + channels
                    + " output channels. Give one number for each: [" + channels + "].");
        }
        long[] column = new long[axes + 2];
        Arrays.fill(column, 1);
        column[1] = channels;
        return y.add(bias.reshape(column));
    }

    /** The window over the filters' spatial lengths. */
    private static Window over(String name, int axes, Tensor images, Tensor weight, Window window) {
        requireAxes(name, axes, window);
        if (weight.rank() != axes + 2 || images.rank() != axes + 2) {
            throw new ShapeException(name + ": " + images.shape() + " x filters " + weight.shape() + " over " + axes
                    + (axes == 1 ? " spatial axis" : " spatial axes") + ". Both need " + (axes + 2)
                    + " axes: unsqueeze a missing batch or channel axis.");
        }
        return window.over(weight.shape().remove(0, 1));
    }

    /** Refuses a window for another number of axes than the name says. */
    static void requireAxes(String name, int axes, Window window) {
        if (Given.of(name, "the window", window).axes() != axes) {
            throw new ShapeException(name + ": the window has " + window.axes() + " spatial axes, not " + axes
                    + ". Use Window.convolution(" + axes + "), or Window.of(..) with " + axes
                    + (axes == 1 ? " length." : " lengths."));
        }
    }
}

package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/**
 * The greatest element of each bin, as many bins as asked for whatever the size of the images: {@code [n, c, ..] -> [n, c,
 * lengths..]}, over as many spatial axes as there are lengths; see {@link Tensor#adaptiveMaxPool}.
 */
public final class AdaptiveMaxPool extends Module {

    private final Shape lengths;

    /**
     * A layer for results of given lengths.
     *
     * @param lengths the spatial lengths of the result, such as 7, 7; 1, 1 leaves a number for each channel of an image
     */
    public AdaptiveMaxPool(long... lengths) {
        this.lengths = Shape.of(lengths);
        if (lengths.length == 0 || this.lengths.size() == 0) {
            throw new ModuleException("AdaptiveMaxPool: " + this.lengths
                    + " has no bins. Give one length of at least 1 for each spatial axis.");
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("adaptive_max_pool", 0, x);
        try {
            return x.adaptiveMaxPool(lengths.dims());
        } catch (ShapeException e) {
            throw misfit(e);
        }
    }

    @Override
    protected String describe() {
        return "AdaptiveMaxPool to " + lengths;
    }
}

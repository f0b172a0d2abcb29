package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Root-mean-square normalisation (Zhang and Sennrich, 2019): {@code y = x / sqrt(mean(x * x) + epsilon) * weight}, the mean
 * of each example over its last axes; the same in training and evaluation.
 */
public final class RMSNorm extends Module {

    private static final double EPSILON = 1e-6;

    private final Shape shape;
    private final Parameter weight;

    /**
     * A layer over the last axes, with epsilon 1e-6; weights begin at 1.
     *
     * @param lengths the lengths of the axes that are normalised together
     */
    public RMSNorm(long... lengths) {
        this.shape = Shape.of(lengths);
        Defaults.atLeast(1, "rms-norm", "elements to normalise", lengths.length == 0 ? 0 : shape.size());
        this.weight = parameter("weight", Tensor.ones(lengths));
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("rmsnorm", 0, x);
        int lead = x.rank() - shape.rank();
        if (lead < 0 || !Arrays.equals(Arrays.copyOfRange(x.shape().dims(), lead, x.rank()), shape.dims())) {
            throw misfit("[.., " + shape.toString().substring(1), x, "Give the layer the lengths of the last axes.");
        }
        requireType(x, weight);
        return x.rmsNorm(
                weight.value(), EPSILON, IntStream.range(lead, x.rank()).toArray());
    }

    @Override
    protected String describe() {
        return "RMSNorm " + shape;
    }
}

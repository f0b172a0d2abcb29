package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Layer normalisation (Ba et al., 2016): {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias}, with mean
 * and variance of each example over its last axes; the same in training and evaluation.
 */
public final class LayerNorm extends Module {

    private static final double EPSILON = 1e-5;

    private final Shape shape;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * A layer over the last axes, with epsilon 1e-5; weights begin at 1, biases at 0.
     *
     * @param lengths the lengths of the axes that are normalised together
     */
    public LayerNorm(long... lengths) {
        this.shape = Shape.of(lengths);
        Defaults.atLeast(1, "layer-norm", "elements to normalise", lengths.length == 0 ? 0 : shape.size());
        this.weight = parameter("weight", Tensor.ones(lengths));
        this.bias = parameter("bias", Tensor.zeros(lengths));
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("layer_norm", 0, x);
        int lead = x.rank() - shape.rank();
        if (lead < 0 || !Arrays.equals(Arrays.copyOfRange(x.shape().dims(), lead, x.rank()), shape.dims())) {
            throw misfit("[.., " + shape.toString().substring(1), x, "Give the layer the lengths of the last axes.");
        }
        requireType(x, weight);
        int[] axes = IntStream.range(lead, x.rank()).toArray();
        return x.layerNorm(weight.value(), bias.value(), EPSILON, axes);
    }

    @Override
    protected String describe() {
        return "LayerNorm " + shape;
    }
}

package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.Parameter;
import dev.adjoint.shape.Given;

/**
 * Group normalisation (Wu and He, 2018) of {@code [n, c, ..]}: {@code y = (x - mean) / sqrt(variance + epsilon) * weight +
 * bias}, with mean and variance of each example over each of some groups of neighbouring channels; the same in training
 * and evaluation. With as many groups as channels it is {@link #instance instance normalisation}.
 */
public final class GroupNorm extends Module {

    private static final double EPSILON = 1e-5;

    private final int groups;
    private final int channels;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * A layer with epsilon 1e-5; weights begin at 1, biases at 0.
     *
     * @param groups how many groups, a divisor of the number of channels
     * @param channels the length of axis 1
     */
    public GroupNorm(int groups, int channels) {
        Defaults.atLeast(1, "group-norm", "channels", channels);
        Defaults.atLeast(1, "group-norm", "groups", groups);
        if (channels % groups != 0) {
            throw new ModuleException("group-norm: " + channels + " channels do not make " + groups
                    + " equal groups. Give a divisor of the number of channels.");
        }
        this.groups = groups;
        this.channels = channels;
        this.weight = parameter("weight", Tensor.ones(channels));
        this.bias = parameter("bias", Tensor.zeros(channels));
    }

    /**
     * Instance normalisation (Ulyanov et al., 2016): each channel is a group.
     *
     * @param channels the length of axis 1
     * @return a layer
     */
    public static GroupNorm instance(int channels) {
        return new GroupNorm(channels, channels);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("group_norm", 0, x);
        if (x.rank() < 2 || x.dim(1) != channels) {
            throw misfit("[batch, " + channels + ", ..]", x, "Give the layer as many channels as axis 1 is long.");
        }
        requireType(x, weight);
        return x.groupNorm(groups, weight.value(), bias.value(), EPSILON);
    }

    @Override
    protected String describe() {
        return groups == channels ? "InstanceNorm " + channels : "GroupNorm " + channels + " in " + groups + " groups";
    }
}

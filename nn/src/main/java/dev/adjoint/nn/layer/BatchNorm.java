package dev.adjoint.nn.layer;

import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.expr.Expr;
import dev.adjoint.nn.Buffer;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.Parameter;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.shape.Given;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015): {@code y = (x - mean) / sqrt(variance + epsilon) * weight + bias}, with
 * one mean and variance for each channel, over the batch and all positions: {@code [n, c]} or {@code [n, c, ..]}.
 *
 * <p>While training, mean and variance are those of the batch (divided by the count), and running averages of them
 * (the variance divided by the count less one) are kept as buffers; evaluation uses the averages. Weights begin at 1,
 * biases and running means at 0, running variances at 1.
 */
public final class BatchNorm extends Module {

    /** The average moves towards a new value, here scaled by {@code p1}, by the share {@code p0}. */
    private static final PointwiseFunction AVERAGE = PointwiseFunction.define(
            "running-average",
            2,
            Expr.input(0)
                    .plus(Expr.parameter(0)
                            .times(Expr.input(1).times(Expr.parameter(1)).minus(Expr.input(0)))));

    private final long channels;
    private final double momentum;
    private final double epsilon;
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer runningMean;
    private final Buffer runningVariance;

    /**
     * A layer with momentum 0.1 and epsilon 1e-5.
     *
     * @param channels the length of axis 1
     */
    public BatchNorm(long channels) {
        this(channels, 0.1, 1e-5);
    }

    /**
     * A layer with other numbers.
     *
     * @param channels the length of axis 1
     * @param momentum by how much the running averages move towards a batch, from 0 to 1
     * @param epsilon what is added to a variance, so that constant channels do no harm
     */
    public BatchNorm(long channels, double momentum, double epsilon) {
        Defaults.atLeast(1, "batch-norm", "channels", channels);
        if (!(momentum >= 0 && momentum <= 1 && epsilon > 0)) {
            throw new ModuleException("batch-norm: momentum " + momentum + ", epsilon " + epsilon
                    + ". Give a momentum from 0 to 1, such as 0.1, and a small positive epsilon, such as 1e-5.");
        }
        this.channels = channels;
        this.momentum = momentum;
        this.epsilon = epsilon;
        this.weight = parameter("weight", Tensor.ones(channels));
        this.bias = parameter("bias", Tensor.zeros(channels));
        this.runningMean = buffer("running_mean", Tensor.zeros(channels));
        this.runningVariance = buffer("running_var", Tensor.ones(channels));
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("batch_norm", 0, x);
        if (x.rank() < 2 || x.dim(1) != channels) {
            throw misfit("[batch, " + channels + ", ..]", x, "Give the layer as many channels as axis 1 is long.");
        }
        requireType(x, weight);
        if (!isTraining()) {
            return x.batchNorm(runningMean.value(), runningVariance.value(), weight.value(), bias.value(), epsilon);
        }
        Tensor[] results = new dev.adjoint.op.BatchNorm(epsilon).apply(x, weight.value(), bias.value());
        if (!Recording.isAgain()) {
            remember(x, results[1], results[2]);
        }
        return results[0];
    }

    private void remember(Tensor x, Tensor mean, Tensor variance) {
        long count = x.size() / channels;
        if (count < 2) {
            throw misfit(
                    "more than one value for each channel to learn a variance from",
                    x,
                    "Give larger batches, drop the last incomplete one, or call evaluate() to use the averages.");
        }
        Recording.off(() -> {
            move(runningMean.value(), mean.detach(), 1);
            move(runningVariance.value(), variance.detach(), count / (count - 1.0));
        });
    }

    private void move(Tensor average, Tensor value, double scale) {
        AVERAGE.into(new double[] {momentum, scale}, new Tensor[] {average, value}, average);
    }

    @Override
    protected String describe() {
        return "BatchNorm " + channels;
    }
}

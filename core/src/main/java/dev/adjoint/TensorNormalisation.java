package dev.adjoint;

import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Values brought to mean 0 and variance 1, or to unit length, over some axes. The usual forms are
 * one op each way, others are composed of other methods, and so are their derivatives. Variances are divided by n, and computed from the distances to the mean, which do not cancel.
 *
 * <p>Where a weight or a bias may be given, the normalised values are multiplied by the one and the other is added.
 */
public interface TensorNormalisation extends TensorStatistics {

    /**
     * The distances from the mean in standard deviations: {@code (x - mean) / sqrt(variance + epsilon)}.
     *
     * @param epsilon what is added to the variance, such as 1e-5, so that constant elements do no harm
     * @param axes which axes have one mean and variance together; all of them if none is given
     * @return a tensor of this shape
     */
    default Tensor standardize(double epsilon, int... axes) {
        shape().axes("standardize", axes);
        Tensor centred = sub(meanKeep(axes));
        return centred.div(centred.square().meanKeep(axes).add(epsilon).sqrt());
    }

    /**
     * Layer normalisation (Ba et al., 2016): {@link #standardize} over some axes, mostly the last ones.
     *
     * @param weight of the lengths of those axes, or null
     * @param bias of the lengths of those axes, or null
     * @param epsilon what is added to the variance, such as 1e-5
     * @param axes which axes
     * @return a tensor of this shape
     * @throws ShapeException if weight or bias have other lengths
     */
    default Tensor layerNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon, int... axes) {
        shape().axes("layerNorm", axes);
        return affine("layer_norm", standardize(epsilon, axes), weight, bias, axes);
    }

    /**
     * Root-mean-square normalisation (Zhang and Sennrich, 2019): {@code x / sqrt(mean(x * x) + epsilon)}; the mean is not
     * taken off.
     *
     * @param weight of the lengths of those axes, or null
     * @param epsilon what is added to the mean square, such as 1e-6
     * @param axes which axes
     * @return a tensor of this shape
     * @throws ShapeException if the weight has other lengths
     */
    default Tensor rmsNorm(@Nullable Tensor weight, double epsilon, int... axes) {
        shape().axes("rmsNorm", axes);
        Tensor scaled = div(square().meanKeep(axes).add(epsilon).sqrt());
        return affine("rms_norm", scaled, weight, null, axes);
    }

    /**
     * Group normalisation (Wu and He, 2018) of {@code [n, c, ..]}: {@link #standardize} over each of some groups of
     * neighbouring channels with all their positions.
     *
     * @param groups how many groups; the number of channels is a multiple of it
     * @param weight one number for each channel, or null
     * @param bias one number for each channel, or null
     * @param epsilon what is added to the variance, such as 1e-5
     * @return a tensor of this shape
     * @throws ShapeException if there is no axis of channels, or they do not make so many groups
     */
    default Tensor groupNorm(int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        requireChannels("group_norm", 2);
        long channels = shape().dim(1);
        if (groups < 1 || channels % groups != 0) {
            throw new ShapeException("groupNorm: " + channels + " channels of " + shape() + " do not make " + groups
                    + " equal groups. Give a divisor of the number of channels.");
        }
        long each = channels / groups;
        for (int axis = 2; axis < shape().rank(); axis++) {
            each *= shape().dim(axis);
        }
        Tensor grouped = reshape(shape().dim(0), groups, each).standardize(epsilon, 2);
        return affine("group_norm", grouped.reshape(shape().dims()), weight, bias, 1);
    }

    /**
     * Instance normalisation (Ulyanov et al., 2016) of {@code [n, c, ..]}: {@link #standardize} over all positions of each
     * channel of each example.
     *
     * @param weight one number for each channel, or null
     * @param bias one number for each channel, or null
     * @param epsilon what is added to the variance, such as 1e-5
     * @return a tensor of this shape
     * @throws ShapeException if there are no positions beside examples and channels
     */
    default Tensor instanceNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        requireChannels("instance_norm", 3);
        int[] positions = IntStream.range(2, shape().rank()).toArray();
        return affine("instance_norm", standardize(epsilon, positions), weight, bias, 1);
    }

    /**
     * Batch normalisation (Ioffe and Szegedy, 2015) of {@code [n, c, ..]}, by mean and variance of each channel over the
     * batch and all positions, as while training.
     *
     * @param weight one number for each channel, or null
     * @param bias one number for each channel, or null
     * @param epsilon what is added to the variance, such as 1e-5
     * @return a tensor of this shape
     * @throws ShapeException if there is no axis of channels
     */
    default Tensor batchNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        requireChannels("batch_norm", 2);
        int[] others =
                IntStream.range(0, shape().rank()).filter(axis -> axis != 1).toArray();
        return affine("batch_norm", standardize(epsilon, others), weight, bias, 1);
    }

    /**
     * Batch normalisation of {@code [n, c, ..]} by given statistics, as in evaluation.
     *
     * @param mean one number for each channel
     * @param variance one number for each channel
     * @param weight one number for each channel, or null
     * @param bias one number for each channel, or null
     * @param epsilon what is added to the variance, such as 1e-5
     * @return a tensor of this shape
     * @throws ShapeException if there is no axis of channels
     */
    default Tensor batchNorm(
            Tensor mean, Tensor variance, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        requireChannels("batch_norm", 2);
        Tensor centred = sub(aligned("batch_norm", "mean", mean, 1));
        Tensor deviation =
                aligned("batch_norm", "variance", variance, 1).add(epsilon).sqrt();
        return affine("batch_norm", centred.div(deviation), weight, bias, 1);
    }

    /**
     * Local response normalisation (Krizhevsky et al., 2012) of {@code [n, c, ..]}: {@code x / (k + alpha * s) ^ beta},
     * where {@code s} is the mean square over as many neighbouring channels as said, with zeros beyond the ends.
     *
     * @param size over how many channels, half of them before
     * @param alpha the factor, such as 1e-4
     * @param beta the power, such as 0.75
     * @param k what is added, such as 1
     * @return a tensor of this shape
     * @throws ShapeException if there is no axis of channels, or the size is below 1
     */
    default Tensor localResponseNorm(int size, double alpha, double beta, double k) {
        requireChannels("local_response_norm", 2);
        if (size < 1) {
            throw new ShapeException("localResponseNorm: " + size
                    + " channels have no mean. Give how many neighbours count, at least 1.");
        }
        long channels = shape().dim(1);
        Tensor squares = square().pad(1, size / 2, (size - 1) / 2);
        Tensor sum = squares.slice(1, 0, channels);
        for (int i = 1; i < size; i++) {
            sum = sum.add(squares.slice(1, i, i + channels));
        }
        return div(sum.mul(alpha / size).add(k).pow(beta));
    }

    /**
     * Vectors of length 1 along some axes: {@code x / max(norm, epsilon)}; the zero vector stays.
     *
     * @param order which {@link #norm}, such as 2
     * @param epsilon the least divisor, such as 1e-12
     * @param axes which axes; all of them if none is given
     * @return a tensor of this shape
     */
    default Tensor normalize(double order, double epsilon, int... axes) {
        shape().axes("normalize", axes);
        return div(normKeep(order, axes).clampMin(epsilon));
    }

    /**
     * The cosine of the angle between vectors along an axis, from -1 to 1.
     *
     * @param other the other vectors; the shapes broadcast
     * @param axis which axis of both
     * @param epsilon the least length that a vector is divided by, such as 1e-8
     * @return a tensor without that axis
     */
    default Tensor cosineSimilarity(Tensor other, int axis, double epsilon) {
        Tensor x = normalize(2, epsilon, shape().axis("cosineSimilarity", axis));
        return x.mul(Given.input("cosineSimilarity", 1, other).normalize(2, epsilon, axis))
                .sum(axis);
    }

    /**
     * The exponentials of the negative elements along an axis divided by their sum: the least gets the most.
     *
     * @param axis which axis sums to 1
     * @return a tensor of this shape
     */
    default Tensor softmin(int axis) {
        return neg().softmax(shape().axis("softmin", axis));
    }

    private void requireChannels(String op, int rank) {
        if (shape().rank() < rank) {
            throw new ShapeException(MethodName.of(op) + ": " + shape() + " has no axis of "
                    + (rank == 2 ? "channels" : "positions beside examples and channels")
                    + ". Give [n, c, ..], with x.unsqueeze(..) for what is missing.");
        }
    }

    private Tensor affine(String op, Tensor y, @Nullable Tensor weight, @Nullable Tensor bias, int... axes) {
        Tensor scaled = weight == null ? y : y.mul(aligned(op, "weight", weight, axes));
        return bias == null ? scaled : scaled.add(aligned(op, "bias", bias, axes));
    }

    /** A tensor with the lengths of some axes, seen with length 1 along the others. */
    private Tensor aligned(String op, String role, Tensor part, int... axes) {
        Shape full = shape();
        int[] chosen = axes.length == 0 ? IntStream.range(0, full.rank()).toArray() : full.axes(axes);
        long[] lengths = new long[full.rank()];
        Arrays.fill(lengths, 1);
        for (int axis : chosen) {
            lengths[axis] = full.dim(axis);
        }
        long[] wanted = Arrays.stream(chosen).mapToLong(full::dim).toArray();
        if (!Given.of(op, "the " + role, part).shape().equals(Shape.of(wanted))) {
            throw new ShapeException(MethodName.of(op) + ": the " + role + " is " + part.type() + ", but axes "
                    + Arrays.toString(chosen) + " of " + full + " have the lengths " + Arrays.toString(wanted)
                    + ". Give one number for each place.");
        }
        return part.reshape(lengths);
    }
}

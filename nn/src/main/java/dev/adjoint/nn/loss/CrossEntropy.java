package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;
import dev.adjoint.op.SoftmaxCrossEntropy;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * The cross-entropy of softmax probabilities, from scores that are not normalised yet: {@code log(sum_j e^s_j) - s_y}
 * for scores {@code [n, classes]} and labels {@code y [n]}, computed without overflow, in one pass each way. Instead of
 * labels, the target may be shares of the classes, {@code t [n, classes]} of the scores' type, such as another model's
 * probabilities or mixed labels: {@code -sum_j t_j log(softmax(s)_j)}.
 *
 * <p>With label smoothing {@code e}, the target is {@code 1 - e} for the label and {@code e} spread evenly over all
 * classes. With class weights, each example counts by the weight of its label, and the mean is a weighted one; each share
 * counts by the weight of its class, and the mean is over the examples. All of it as in PyTorch.
 *
 * @param smoothing how much of the target is spread evenly, from 0 to 1
 * @param weights one weight for each class, or null
 * @param reduction how the losses of the examples become one number
 */
public record CrossEntropy(double smoothing, @Nullable Tensor weights, Reduction reduction) implements Loss {

    /** Refuses a smoothing that is no share, and weights that are no vector. */
    public CrossEntropy {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new IllegalArgumentException(
                    "cross-entropy: label smoothing " + smoothing + " is no share. Give a number from 0 to 1.");
        }
        if (weights != null && weights.rank() != 1) {
            throw new ShapeException("cross-entropy: class weights " + weights.shape()
                    + " are no vector. Give one number for each class.");
        }
    }

    /** The mean over the batch, without smoothing or weights. */
    public CrossEntropy() {
        this(0, null, Reduction.MEAN);
    }

    /**
     * The same with smoothed labels.
     *
     * @param share how much of the target is spread evenly, from 0 to 1
     * @return a new loss
     */
    public CrossEntropy smoothing(double share) {
        return new CrossEntropy(share, weights, reduction);
    }

    /**
     * The same with weighted classes, for data sets in which some are rare.
     *
     * @param each one weight for each class, of the type of the scores
     * @return a new loss
     */
    public CrossEntropy weights(Tensor each) {
        return new CrossEntropy(smoothing, each, reduction);
    }

    /**
     * The same with another reduction.
     *
     * @param other how the losses of the examples become one number
     * @return a new loss
     */
    public CrossEntropy reduction(Reduction other) {
        return new CrossEntropy(smoothing, weights, other);
    }

    @Override
    public Tensor of(Tensor scores, Tensor target) {
        Labels.requireRows("cross-entropy", scores);
        Given.of("cross-entropy", "the target", target);
        if (weights != null && weights.dim(0) != scores.dim(1)) {
            throw new ShapeException("cross-entropy: " + weights.dim(0) + " class weights for scores " + scores.shape()
                    + ". Give one weight for each of the " + scores.dim(1) + " classes.");
        }
        return target.dtype().isFloating() && target.shape().equals(scores.shape())
                ? ofShares(scores, target)
                : ofLabels(scores, target);
    }

    private Tensor ofLabels(Tensor scores, Tensor target) {
        Tensor labels = Labels.indices("cross-entropy", scores, target);
        if (weights == null) {
            return reduction.apply(losses(smoothing, scores, labels));
        }
        Tensor share = Labels.checked("cross-entropy", scores, () -> weights.take(0, labels));
        Tensor hit = losses(0, scores, labels).mul(share);
        Tensor losses = smoothing == 0 ? hit : hit.mul(1 - smoothing).add(losses(0, scores, even(scores, weights)));
        return reduction == Reduction.MEAN ? losses.sum().div(share.sum()) : reduction.apply(losses);
    }

    private Tensor ofShares(Tensor scores, Tensor shares) {
        if (weights == null) {
            return reduction.apply(losses(smoothing, scores, shares));
        }
        Tensor counted = shares.mul(weights);
        Tensor target = smoothing == 0 ? counted : counted.mul(1 - smoothing).add(even(scores, weights));
        return reduction.apply(losses(0, scores, target));
    }

    /** What is spread evenly over the classes of each example, each by its weight. */
    private Tensor even(Tensor scores, Tensor weights) {
        return weights.mul(smoothing / scores.dim(1)).expand(scores.shape().dims());
    }

    private static Tensor losses(double smoothing, Tensor scores, Tensor target) {
        return Labels.checked(
                "cross-entropy", scores, () -> new SoftmaxCrossEntropy(smoothing).apply(scores, target)[0]);
    }
}

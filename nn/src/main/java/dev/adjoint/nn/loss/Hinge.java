package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;

/**
 * The multiclass support-vector loss of Weston and Watkins: {@code sum over j != y of max(0, s_j - s_y + margin)} for
 * scores {@code s [n, classes]} and labels {@code y [n]}, averaged over the batch.
 *
 * <p>At the kink, where a class lies exactly one margin below the right one, the loss is 0 and so is its gradient. The
 * sum is not divided by the number of classes, unlike PyTorch's {@code MultiMarginLoss}.
 *
 * @param margin by how much the right class has to be ahead of every other
 * @param reduction how the losses of the examples become one number
 */
public record Hinge(double margin, Reduction reduction) implements Loss {

    /** The mean over the batch, with margin 1. */
    public Hinge() {
        this(1, Reduction.MEAN);
    }

    /**
     * The same with another margin.
     *
     * @param lead by how much the right class has to be ahead of every other
     * @return a new loss
     */
    public Hinge margin(double lead) {
        return new Hinge(lead, reduction);
    }

    /**
     * The same with another reduction.
     *
     * @param other how the losses of the examples become one number
     * @return a new loss
     */
    public Hinge reduction(Reduction other) {
        return new Hinge(margin, other);
    }

    /** The right class itself adds exactly one margin to its row, and its gradients cancel: both are taken off again. */
    @Override
    public Tensor of(Tensor scores, Tensor labels) {
        Tensor column = Labels.indices("hinge", scores, labels).unsqueeze(1);
        Tensor right = Labels.checked("hinge", scores, () -> scores.gather(1, column));
        Tensor behind = scores.sub(right).add(margin).relu().sum(1);
        return reduction.apply(behind.sub(Math.max(margin, 0)));
    }
}

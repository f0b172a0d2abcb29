package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * The cross-entropy of softmax probabilities along the last axis, from scores {@code [.., classes]}: {@code -sum(t *
 * log(softmax(s)))}, {@code [..]}. Targets {@code t} are given as labels, integers {@code [..]} of which each names the one
 * class with share 1, or as shares {@code [.., classes]}, which need not sum to 1.
 *
 * <p>Neither probabilities nor targets of labels are ever formed: the value takes a line's greatest score and the sum of its
 * exponentials, and the gradient, {@code (softmax(s) * sum(t) - t) * dy}, works them out anew, as a line that is read is near.
 *
 * @param smoothing how much of the target is spread evenly over the classes, from 0 to 1
 */
public record SoftmaxCrossEntropy(double smoothing) implements Fused {

    @Override
    public String name() {
        return "softmax_cross_entropy";
    }

    @Override
    public Arity arity() {
        return Arity.TWO;
    }

    @Override
    public boolean isStated() {
        return true;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        return new TensorType[] {inputs[0].with(lines(name(), inputs[0], inputs[1]))};
    }

    /** The shape of the losses; refuses targets that are neither labels nor shares of the scores. */
    private static Shape lines(String name, TensorType scores, TensorType target) {
        Reference.requireFloating(name, scores.dtype());
        if (scores.shape().rank() == 0) {
            throw new ShapeException(
                    MethodName.of(name) + ": a single score has no classes. Give at least one axis, [classes].");
        }
        Shape lines = scores.shape().remove(-1);
        if (target.dtype().isFloating()) {
            Reference.requireSame(name, scores.dtype(), target.dtype());
        } else {
            Indices.requireIndex(name, target);
        }
        if (!target.shape().equals(target.dtype().isFloating() ? scores.shape() : lines)) {
            throw new ShapeException(MethodName.of(name) + ": target " + target + " for scores " + scores
                    + ". Give a label for each line, " + lines + ", or a share for each score.");
        }
        return lines;
    }

    private static boolean isLabels(Tensor target) {
        return !target.dtype().isFloating();
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor logs = inputs[0].logSoftmax(-1);
        Tensor target = inputs[1];
        Tensor hit = isLabels(target)
                ? logs.gather(-1, target.unsqueeze(-1)).squeeze(-1)
                : logs.mul(target).sum(-1);
        Tensor sum =
                smoothing == 0 ? hit : hit.mul(1 - smoothing).add(logs.mean(-1).mul(smoothing));
        return new Tensor[] {sum.neg()};
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        @Nullable Tensor[] gradients = new Tensor[2];
        Tensor dy = upstream[0];
        if (dy != null && context.needs(0)) {
            gradients[0] = new Gradient(smoothing).apply(dy, context.input(0), context.input(1))[0];
        }
        if (dy != null && context.needs(1)) {
            Tensor logs = context.input(0).logSoftmax(-1);
            gradients[1] = Chain.times(dy.mul(smoothing - 1).unsqueeze(-1), logs);
        }
        return gradients;
    }

    /**
     * The gradient of the scores, given that of the result, the scores and the target: {@code (softmax(s) * sum(t) - t) *
     * dy}.
     *
     * @param smoothing how much of the target is spread evenly over the classes
     */
    public record Gradient(double smoothing) implements Fused {

        @Override
        public String name() {
            return "softmax_cross_entropy_gradient";
        }

        @Override
        public Arity arity() {
            return Arity.THREE;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape lines = lines(name(), inputs[1], inputs[2]);
            if (!inputs[0].equals(inputs[1].with(lines))) {
                throw new ShapeException(MethodName.of(name()) + ": the gradient is " + inputs[0] + ", the value "
                        + inputs[1].with(lines) + ". A gradient has the type of its value.");
            }
            return new TensorType[] {inputs[1]};
        }

        @Override
        public Tensor[] composed(Tensor... inputs) {
            Tensor dy = inputs[0].unsqueeze(-1);
            Tensor softmax = inputs[1].softmax(-1);
            Tensor target = inputs[2];
            double even = smoothing / Math.max(1, softmax.dim(-1));
            if (isLabels(target)) {
                int last = softmax.rank() - 1;
                Tensor hit = new Indexing.ScatterAdd(last, softmax.shape())
                        .apply(target.unsqueeze(-1), dy.mul(1 - smoothing))[0];
                return new Tensor[] {Chain.times(dy, softmax.sub(even)).sub(hit)};
            }
            Tensor shares = target.mul(1 - smoothing);
            Tensor total = shares.sumKeep(-1).add(smoothing);
            return new Tensor[] {Chain.times(dy, softmax.mul(total).sub(shares.add(even)))};
        }
    }
}

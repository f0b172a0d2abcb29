package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Softmax of scores {@code [.., queries, keys]} times a factor, along the keys, each query's over the keys up to its own
 * place; those beyond have weight 0. The gradient is that of softmax: it is 0 where the weight is.
 *
 * @param scale the factor of the scores: here it costs nothing, where before it were a pass over queries or scores
 */
public record CausalSoftmax(double scale) implements Fused {

    @Override
    public String name() {
        return "causal_softmax";
    }

    @Override
    public boolean isStated() {
        return true;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Reference.requireFloating(name(), inputs[0].dtype());
        if (inputs[0].shape().rank() < 2) {
            throw new ShapeException("causalSoftmax: scores " + inputs[0].shape()
                    + " have no axes of queries and keys. Give at least two axes, [queries, keys].");
        }
        return new TensorType[] {inputs[0]};
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor scores = scale == 1 ? inputs[0] : inputs[0].mul(scale);
        Tensor query = Tensor.arange(scores.dim(-2)).unsqueeze(1);
        Tensor key = Tensor.arange(scores.dim(-1)).unsqueeze(0);
        Tensor hidden = Tensor.full(Double.NEGATIVE_INFINITY, scores.dtype());
        return new Tensor[] {query.ge(key).where(scores, hidden).softmax(-1)};
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.OUTPUTS;
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor y = context.output(0);
        Tensor dy = upstream[0];
        return dy == null ? new Tensor[1] : new SoftmaxGradient(y.rank() - 1, false, scale).apply(dy, y);
    }
}

package dev.adjoint;

import dev.adjoint.shape.Given;

/** Scaled dot-product attention (Vaswani et al., 2017). */
public interface TensorAttention extends TensorMovement {

    /**
     * Softmax of scores {@code [.., queries, keys]} along the keys, where each query sees the keys up to its own place and
     * gives the others weight 0: what {@link Attention#causal} uses.
     *
     * @return weights of the scores' shape
     * @throws dev.adjoint.shape.ShapeException if there are fewer than two axes
     */
    default Tensor causalSoftmax() {
        return causalSoftmax(1);
    }

    /**
     * The same of the scores times a factor.
     *
     * @param scale the factor
     * @return weights of the scores' shape
     * @throws dev.adjoint.shape.ShapeException if there are fewer than two axes
     */
    Tensor causalSoftmax(double scale);

    /**
     * Means of values, weighted by how well their keys fit this tensor's queries: {@code softmax(q kᵀ / sqrt(d)) v},
     * {@code [.., l, d], [.., s, d], [.., s, e] -> [.., l, e]}. Heads are batch axes, which broadcast strictly.
     *
     * @param keys one for each value
     * @param values what is averaged
     * @param how mask, scale and dropout
     * @return one mean for each query
     * @throws dev.adjoint.shape.ShapeException if the lengths do not fit
     */
    default Tensor attention(Tensor keys, Tensor values, Attention how) {
        return Given.of("attention", "the description", how).apply(reshape(shape().dims()), keys, values);
    }

    /**
     * Attention of every query to every key.
     *
     * @param keys one for each value
     * @param values what is averaged
     * @return one mean for each query
     * @throws dev.adjoint.shape.ShapeException if the lengths do not fit
     */
    default Tensor attention(Tensor keys, Tensor values) {
        return attention(keys, values, Attention.full());
    }
}

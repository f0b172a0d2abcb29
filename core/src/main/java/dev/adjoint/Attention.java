package dev.adjoint;

import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * How attention looks: which keys a query may see, how scores are scaled, what is dropped while training. Immutable; each
 * method gives a changed copy, as in {@code Attention.full().causal().dropout(0.1, generator)}.
 */
public final class Attention {

    private static final Attention FULL = new Attention(null, false, Double.NaN, 0, null);

    private final @Nullable Tensor mask;
    private final boolean causal;
    private final double scale;
    private final double dropout;
    private final @Nullable Generator generator;

    private Attention(
            @Nullable Tensor mask, boolean causal, double scale, double dropout, @Nullable Generator generator) {
        this.mask = mask;
        this.causal = causal;
        this.scale = scale;
        this.dropout = dropout;
        this.generator = generator;
    }

    /**
     * Every query sees every key; scores are divided by the root of their inner length; nothing is dropped.
     *
     * @return the plain attention
     */
    public static Attention full() {
        return FULL;
    }

    /**
     * With a mask. A query that sees no key at all answers zeros and has no gradient.
     *
     * @param seen {@code [.., queries, keys]}, broadcast to the scores: true where a query sees a key; or floating, added
     *     to the scores
     * @return a changed copy
     * @throws DTypeException if the elements are whole numbers
     */
    public Attention mask(Tensor seen) {
        if (seen.dtype() != DType.BOOL && !seen.dtype().isFloating()) {
            throw new DTypeException("attention: the mask is " + seen.type()
                    + ". Give truth values (x.ne(0)), or floating numbers that are added to the scores.");
        }
        return new Attention(seen, causal, scale, dropout, generator);
    }

    /**
     * With queries that see no key of a later position than their own, counted from the first.
     *
     * @return a changed copy
     */
    public Attention causal() {
        return new Attention(mask, true, scale, dropout, generator);
    }

    /**
     * With another factor of the scores than one over the root of their inner length.
     *
     * @param factor what scores are multiplied by
     * @return a changed copy
     */
    public Attention scale(double factor) {
        return new Attention(mask, causal, factor, dropout, generator);
    }

    /**
     * With weights set to 0 at random, and the others scaled up.
     *
     * @param probability the share of weights to drop, from 0 to 1
     * @param source where randomness comes from; it moves on
     * @return a changed copy
     */
    public Attention dropout(double probability, Generator source) {
        return new Attention(mask, causal, scale, probability, source);
    }

    Tensor apply(Tensor queries, Tensor keys, Tensor values) {
        requireFit(queries, keys, values);
        double factor = Double.isNaN(scale) ? 1 / Math.sqrt(queries.dim(-1)) : scale;
        Tensor weights = causal && mask == null
                ? queries.matmul(keys.transpose()).causalSoftmax(factor)
                : weights(queries.mul(factor).matmul(keys.transpose()));
        return (generator == null ? weights : weights.dropout(dropout, generator)).matmul(values);
    }

    private Tensor weights(Tensor products) {
        Tensor scores = masked(products);
        Tensor weights = scores.softmax(-1);
        if (mask == null || scores.dim(-1) == 0) {
            return weights;
        }
        Tensor blind = scores.maxKeep(-1).eq(Double.NEGATIVE_INFINITY);
        return blind.where(Tensor.zeros(weights.dtype()), weights);
    }

    private Tensor masked(Tensor scores) {
        Tensor hidden = Tensor.full(Double.NEGATIVE_INFINITY, scores.dtype());
        Tensor seen = scores;
        if (mask != null) {
            seen = mask.dtype() == DType.BOOL ? mask.where(seen, hidden) : seen.add(mask);
        }
        if (causal) {
            Tensor query = Tensor.arange(scores.dim(-2)).unsqueeze(1);
            Tensor key = Tensor.arange(scores.dim(-1)).unsqueeze(0);
            seen = query.ge(key).where(seen, hidden);
        }
        return seen;
    }

    private static void requireFit(Tensor queries, Tensor keys, Tensor values) {
        Given.input("attention", 1, keys);
        Given.input("attention", 2, values);
        String shapes = "queries " + queries.shape() + ", keys " + keys.shape() + ", values " + values.shape();
        if (queries.rank() < 2 || keys.rank() < 2 || values.rank() < 2) {
            throw new ShapeException("attention: " + shapes + ". Give each at least two axes, [positions, features].");
        }
        if (queries.dim(-1) != keys.dim(-1)) {
            throw new ShapeException("attention: " + shapes + ": queries have " + queries.dim(-1)
                    + " features and keys " + keys.dim(-1) + ". Project both to one length.");
        }
        if (keys.dim(-2) != values.dim(-2)) {
            throw new ShapeException("attention: " + shapes + ": " + keys.dim(-2) + " keys for " + values.dim(-2)
                    + " values. Give one value for each key.");
        }
    }
}

package dev.adjoint.nn.layer;

import dev.adjoint.Attention;
import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;
import org.jspecify.annotations.Nullable;

/**
 * Attention in several heads (Vaswani et al., 2017): queries, keys and values are projected, each head attends with its
 * share of the features, and what the heads answer is projected once more. {@code [.., positions, width]} in and out.
 */
public final class MultiHeadAttention extends Module {

    private final int heads;
    private final int width;
    private final double dropout;
    private final @Nullable Generator generator;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;

    /**
     * A layer without dropout.
     *
     * @param width the number of features, a multiple of {@code heads}
     * @param heads how many heads share them
     * @param generator where the first weights come from; it moves on
     */
    public MultiHeadAttention(int width, int heads, Generator generator) {
        this(width, heads, 0, generator);
    }

    /**
     * A layer that drops weights of its attention while training.
     *
     * @param width the number of features, a multiple of {@code heads}
     * @param heads how many heads share them
     * @param dropout the share of weights to drop, from 0 to 1, 1 excluded
     * @param generator where the first weights and the layer's own generator come from; it moves on
     */
    public MultiHeadAttention(int width, int heads, double dropout, Generator generator) {
        Defaults.atLeast(1, "multi-head-attention", "heads", heads);
        Defaults.atLeast(1, "multi-head-attention", "features", width);
        if (width % heads != 0 || !(dropout >= 0 && dropout < 1)) {
            throw new ModuleException(
                    "multi-head-attention: " + width + " features in " + heads + " heads, dropout " + dropout
                            + ". Give a number of features that the heads divide, and a dropout from 0 to 1, 1"
                            + " excluded.");
        }
        this.heads = heads;
        this.width = width;
        this.dropout = dropout;
        this.query = child("query", new Linear(width, width, generator));
        this.key = child("key", new Linear(width, width, generator));
        this.value = child("value", new Linear(width, width, generator));
        this.out = child("out", new Linear(width, width, generator));
        this.generator = dropout > 0 ? generator.split() : null;
    }

    /** Attention of a sequence to itself, each position to all. */
    @Override
    public Tensor forward(Tensor x) {
        return attend(x, x, Attention.full());
    }

    /**
     * Attention of one sequence to another, or to itself with a mask.
     *
     * @param x {@code [.., positions, width]}: where the queries come from
     * @param context {@code [.., positions, width]}: where keys and values come from
     * @param how mask, causality, scale; the layer adds its dropout while training
     * @return {@code [.., positions, width]}, one answer for each query
     */
    public Tensor attend(Tensor x, Tensor context, Attention how) {
        Given.input("multi_head_attention", 0, x);
        Given.input("multi_head_attention", 1, context);
        Given.of("multi_head_attention", "what kind of attention it is", how);
        for (Tensor each : new Tensor[] {x, context}) {
            if (each.rank() < 2 || each.dim(-1) != width) {
                throw misfit("[.., positions, " + width + "]", each, "Give the layer the length of the last axis.");
            }
        }
        Attention dropping = generator != null && isTraining() ? how.dropout(dropout, generator) : how;
        Tensor seen =
                split(query.forward(x)).attention(split(key.forward(context)), split(value.forward(context)), dropping);
        return out.forward(seen.transpose(-3, -2).reshape(x.shape().dims()));
    }

    /** From {@code [.., positions, width]} to {@code [.., heads, positions, width / heads]}. */
    private Tensor split(Tensor x) {
        return x.reshape(x.shape()
                        .with(-1, heads)
                        .insert(x.rank(), width / heads)
                        .dims())
                .transpose(-3, -2);
    }

    @Override
    protected String describe() {
        return "MultiHeadAttention " + width + " in " + heads + " heads";
    }
}

package dev.adjoint.models;

import dev.adjoint.Attention;
import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.nn.layer.Dropout;
import dev.adjoint.nn.layer.Embedding;
import dev.adjoint.nn.layer.LayerNorm;
import dev.adjoint.nn.layer.Linear;
import dev.adjoint.nn.layer.Sequential;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DTypeException;
import java.util.List;
import java.util.Objects;

/**
 * A transformer that predicts the next token (Radford et al., 2019): token and position embeddings, blocks of causal
 * attention and of a two-layer network with GELU, each behind a layer normalisation and around which its input flows on, one more
 * normalisation, and scores by the token embeddings themselves. {@code int64 [batch, time] -> [batch, time, vocabulary]}.
 *
 * <p>Parameters have the names of GPT-2, such as {@code h.0.attn.c_attn.weight}; weights begin as there, normally
 * distributed with deviation 0.02, those that end a residual branch with {@code 0.02 / sqrt(2 layers)}, biases at 0.
 */
public final class Gpt extends Module {

    private static final double DEVIATION = 0.02;

    private final Options options;
    private final Embedding tokens;
    private final Embedding positions;
    private final Dropout dropout;
    private final Sequential blocks;
    private final LayerNorm norm;

    private Gpt(Options options, Generator generator) {
        this.options = options;
        this.tokens = child("wte", new Embedding(options.vocabulary, options.width, generator));
        this.positions = child("wpe", new Embedding(options.context, options.width, generator));
        this.dropout = child("drop", new Dropout(options.dropout, generator));
        this.blocks = new Sequential();
        for (int i = 0; i < options.layers; i++) {
            blocks.then(new Block(options, generator));
        }
        child("h", blocks);
        this.norm = child("ln_f", new LayerNorm(options.width));
        for (Embedding table : List.of(tokens, positions)) {
            table.parameters()
                    .values()
                    .forEach(weight -> weight.assign(Initialiser.normal(DEVIATION)
                            .make(generator, weight.value().shape())));
        }
    }

    /**
     * A model with choices to be made: without dropout unless asked for.
     *
     * @param vocabulary how many tokens there are
     * @param context the length of the longest sequence
     * @return options of four layers with four heads each, 128 numbers wide, to be changed and built
     */
    public static Options of(long vocabulary, long context) {
        return new Options(vocabulary, context, 4, 4, 128, 0);
    }

    /**
     * The choices of a model, immutable.
     *
     * @param vocabulary how many tokens there are
     * @param context the length of the longest sequence
     * @param layers how many blocks follow each other
     * @param heads how many heads share the width in each attention
     * @param width the length of the vector that stands for a token
     * @param dropout the share of elements that are dropped while training, from 0 to 1, 1 excluded
     */
    public record Options(long vocabulary, long context, int layers, int heads, long width, double dropout) {

        /** Refuses heads that cannot share the width, and models without layers. */
        public Options {
            if (layers < 1 || heads < 1 || width < 1 || width % heads != 0) {
                throw new ModuleException("gpt: " + layers + " layers of " + heads + " heads, " + width
                        + " wide. Give at least one layer, and a width that the heads divide.");
            }
        }

        /**
         * The same of another size.
         *
         * @param count how many blocks follow each other
         * @param parts how many heads share the width in each attention
         * @param numbers the length of the vector that stands for a token
         * @return new options
         */
        public Options size(int count, int parts, long numbers) {
            return new Options(vocabulary, context, count, parts, numbers, dropout);
        }

        /**
         * The same with dropout of embeddings, attention weights and residual branches.
         *
         * @param share the share of elements that are dropped while training
         * @return new options
         */
        public Options dropout(double share) {
            return new Options(vocabulary, context, layers, heads, width, share);
        }

        /**
         * The model.
         *
         * @param generator where the first weights and the dropout's own generators come from; it moves on
         * @return a model with these options
         */
        public Gpt build(Generator generator) {
            return new Gpt(this, generator);
        }

        private Linear linear(long in, long out, double deviation, Generator generator) {
            Linear linear =
                    Linear.of(in, out).weights(Initialiser.normal(deviation)).build(generator);
            Objects.requireNonNull(linear.parameters().get("bias")).assign(Tensor.zeros(out));
            return linear;
        }

        private double lastDeviation() {
            return DEVIATION / Math.sqrt(2.0 * layers);
        }
    }

    /** Attention of each position to itself and those before it. */
    private static final class SelfAttention extends Module {

        private final Options options;
        private final Generator generator;
        private final Linear all;
        private final Linear out;

        SelfAttention(Options options, Generator generator) {
            this.options = options;
            this.all = child("c_attn", options.linear(options.width, 3 * options.width, DEVIATION, generator));
            this.out =
                    child("c_proj", options.linear(options.width, options.width, options.lastDeviation(), generator));
            this.generator = generator.split();
        }

        @Override
        public Tensor forward(Tensor x) {
            List<Tensor> parts = all.forward(x).split(-1, options.width);
            Attention causal = Attention.full().causal();
            Attention how = isTraining() && options.dropout > 0 ? causal.dropout(options.dropout, generator) : causal;
            Tensor seen = heads(parts.get(0)).attention(heads(parts.get(1)), heads(parts.get(2)), how);
            return out.forward(seen.transpose(-3, -2).reshape(x.shape().dims()));
        }

        /** From {@code [batch, time, width]} to {@code [batch, heads, time, width / heads]}. */
        private Tensor heads(Tensor x) {
            return x.reshape(x.dim(0), x.dim(1), options.heads, options.width / options.heads)
                    .transpose(-3, -2);
        }
    }

    /** Two linear maps with GELU between. */
    private static final class FeedForward extends Module {

        private final Linear wide;
        private final Linear out;

        FeedForward(Options options, Generator generator) {
            long width = options.width;
            this.wide = child("c_fc", options.linear(width, 4 * width, DEVIATION, generator));
            this.out = child("c_proj", options.linear(4 * width, width, options.lastDeviation(), generator));
        }

        @Override
        public Tensor forward(Tensor x) {
            return out.forward(wide.forward(x).gelu());
        }
    }

    private static final class Block extends Module {

        private final LayerNorm norm1;
        private final SelfAttention attention;
        private final LayerNorm norm2;
        private final FeedForward feedForward;
        private final Dropout dropout;

        Block(Options options, Generator generator) {
            this.norm1 = child("ln_1", new LayerNorm(options.width));
            this.attention = child("attn", new SelfAttention(options, generator));
            this.norm2 = child("ln_2", new LayerNorm(options.width));
            this.feedForward = child("mlp", new FeedForward(options, generator));
            this.dropout = child("drop", new Dropout(options.dropout, generator));
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x.add(dropout.forward(attention.forward(norm1.forward(x))));
            return y.add(dropout.forward(feedForward.forward(norm2.forward(y))));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        if (!x.dtype().isInteger()) {
            throw new DTypeException(
                    "gpt: tokens are " + x.type() + ", not whole numbers. Cast them: x.cast(DType.INT64).");
        }
        if (x.rank() != 2 || x.dim(1) > options.context) {
            throw misfit(
                    "tokens [batch, time] of up to " + options.context + " steps",
                    x,
                    "Cut sequences, or build the model for longer ones.");
        }
        Tensor places = Tensor.arange(x.dim(1));
        Tensor y = dropout.forward(tokens.forward(x).add(positions.forward(places)));
        return norm.forward(blocks.forward(y)).linear(tokens.weight().value(), null);
    }

    @Override
    protected String describe() {
        return "GPT of " + options.layers + " layers, " + options.heads + " heads, " + options.width + " wide";
    }
}

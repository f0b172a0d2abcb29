package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;

/**
 * A table with a vector for each word: indices {@code [..] -> [.., width]}. A row is trained only by the words that
 * occur.
 */
public final class Embedding extends Module {

    private final long words;
    private final long width;
    private final Parameter weight;

    /**
     * A table whose vectors begin normally distributed with deviation 1.
     *
     * @param words the number of rows
     * @param width the length of a vector
     * @param generator where the first vectors come from; it moves on
     */
    public Embedding(long words, long width, Generator generator) {
        Defaults.atLeast(1, "embedding", "words", words);
        Defaults.atLeast(1, "embedding", "numbers for each word", width);
        Given.of("embedding", "the generator", generator);
        this.words = words;
        this.width = width;
        this.weight = parameter("weight", Initialiser.normal(1).make(generator, Shape.of(words, width)));
    }

    /**
     * The table: what a model reads that scores words by their own vectors.
     *
     * @return the vectors, {@code [words, width]}
     */
    public Parameter weight() {
        return weight;
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("embedding", 0, x);
        if (!x.dtype().isInteger()) {
            throw new DTypeException(
                    "embedding: indices are " + x.type() + ", not whole numbers. Cast them: x.cast(DType.INT64).");
        }
        return weight.value().take(0, x);
    }

    @Override
    protected String describe() {
        return "Embedding " + words + " x " + width;
    }
}

package dev.adjoint;

import dev.adjoint.random.Generator;

/**
 * What chance makes of a tensor. Randomness comes from the generator that is handed in and from nowhere else: the same
 * seed gives the same choices on every machine and for any number of threads. What is chosen has no gradient; what
 * passes through has.
 */
public interface TensorSampling extends TensorIndexing {

    /**
     * Truth values, each true with the probability that this tensor holds in its place.
     *
     * @param generator where randomness comes from; it moves on
     * @return a bool tensor of this shape
     * @throws IllegalArgumentException if a probability does not lie between 0 and 1
     */
    Tensor bernoulli(Generator generator);

    /**
     * One class for each row of logits along the last axis, with the probabilities that softmax gives them.
     *
     * <p>It is the place of the greatest sum of logit and Gumbel noise ({@code -log(-log u)}), in float64, so nothing has
     * to be exponentiated or summed.
     *
     * @param generator where randomness comes from; it moves on
     * @return an int64 tensor without the last axis
     */
    default Tensor categorical(Generator generator) {
        return categorical(1, generator).squeeze(-1);
    }

    /**
     * Several classes for each row of logits along the last axis, each drawn anew with the probabilities that softmax
     * gives them.
     *
     * @param count how many
     * @param generator where randomness comes from; it moves on
     * @return an int64 tensor with {@code count} in place of the last axis
     */
    Tensor categorical(long count, Generator generator);

    /**
     * Several places of each row of weights along the last axis: with replacement each drawn anew, with a probability in
     * proportion to its weight; without, each after those before it were taken out.
     *
     * @param count how many
     * @param replacement whether a place may be drawn again
     * @param generator where randomness comes from; it moves on
     * @return an int64 tensor with {@code count} in place of the last axis
     * @throws IllegalArgumentException if a weight is negative or no number, or a row has too few weights above 0
     */
    Tensor multinomial(long count, boolean replacement, Generator generator);

    /**
     * The positions along an axis in random order, every order with the same probability.
     *
     * @param axis which axis
     * @param generator where randomness comes from; it moves on
     * @return a tensor of this shape
     */
    Tensor shuffle(int axis, Generator generator);

    /**
     * Each element set to 0 with a probability, and the others scaled by {@code 1 / (1 - probability)}, so that the
     * expected value stays.
     *
     * @param probability the share of elements to drop, from 0 to 1
     * @param generator where randomness comes from; it moves on
     * @return a tensor of this shape
     * @throws IllegalArgumentException if the probability does not lie between 0 and 1
     */
    Tensor dropout(double probability, Generator generator);
}

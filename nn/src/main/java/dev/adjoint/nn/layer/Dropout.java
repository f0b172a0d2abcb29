package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.ModuleException;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.Given;

/**
 * Sets each element to 0 with probability {@code p} while training, and scales the others by {@code 1 / (1 - p)}, so
 * that the expected value stays (Srivastava et al., 2014); the identity in evaluation.
 *
 * <p>What is dropped follows from the generator and the number of forward passes so far, on any machine and for any
 * number of threads.
 */
public final class Dropout extends Module {

    private final double probability;
    private final Generator generator;

    /**
     * A layer with random numbers of its own.
     *
     * @param probability the share of elements to drop, from 0 to 1, 1 excluded
     * @param generator where the layer's generator is split off; it moves on
     */
    public Dropout(double probability, Generator generator) {
        if (!(probability >= 0 && probability < 1)) {
            throw new ModuleException("dropout: probability " + probability
                    + " leaves nothing, or is none. Give a number from 0 to 1, 1 excluded.");
        }
        this.probability = probability;
        this.generator = Given.of("dropout", "the generator", generator).split();
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("dropout", 0, x);
        return isTraining() ? x.dropout(probability, generator) : x;
    }

    @Override
    protected String describe() {
        return "Dropout " + probability;
    }
}

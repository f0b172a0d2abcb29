package dev.adjoint.nn.layer;

import dev.adjoint.nn.ModuleException;
import dev.adjoint.nn.init.Initialiser;
import dev.adjoint.nn.init.Kaiming;

/**
 * What layers with weights begin with unless told otherwise: PyTorch's choice, so that recipes carry over. Weights and
 * biases are evenly drawn from {@code 1 / sqrt(fan in)} to both sides.
 */
final class Defaults {

    static final Initialiser WEIGHT = Kaiming.uniform().leaky(Math.sqrt(5));

    private Defaults() {}

    static Initialiser bias(long fanIn) {
        return Initialiser.uniform(1 / Math.sqrt(fanIn));
    }

    static void atLeast(long least, String layer, String what, long given) {
        if (given < least) {
            throw new ModuleException(layer + ": " + given + " " + what + ". Give at least " + least + ".");
        }
    }
}

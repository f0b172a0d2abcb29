package dev.adjoint.optim;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Parameter;
import java.util.Collection;

/** Checks of the numbers that optimisers are set up with, and the memory that they begin with. */
final class Settings {

    private Settings() {}

    static double atLeastZero(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "optimizer: " + what + " " + value + ". Give a finite number, 0 or more.");
        }
        return value;
    }

    /** How much of the past an average keeps. */
    static double share(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    "optimizer: " + what + " " + value + ". Give a number from 0 to 1, 1 excluded.");
        }
        return value;
    }

    /** Zeros of the type of each parameter, which outlive the innermost scope. */
    static Tensor[] zeros(Collection<Parameter> parameters) {
        return parameters.stream()
                .map(Parameter::value)
                .map(value -> Tensor.zeros(value.dtype(), value.shape().dims()).keep())
                .toArray(Tensor[]::new);
    }
}

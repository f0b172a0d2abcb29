package dev.adjoint.optim;

import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.nn.Parameter;
import java.util.Collection;
import java.util.function.UnaryOperator;

/** Gradients kept from growing out of bounds, between the backward pass and the step. */
@FunctionalInterface
public interface Clipping {

    /** Gradients as they are. */
    Clipping NONE = parameters -> {};

    /**
     * Bounds the gradients of parameters; those without a gradient are left alone.
     *
     * @param parameters whose gradients to bound
     */
    void apply(Collection<Parameter> parameters);

    /**
     * Shortens all gradients together to a greatest Euclidean length, keeping their direction.
     *
     * @param bound the greatest length of all gradients laid end to end
     * @return a rule that scales by {@code min(1, bound / (length + 1e-6))}
     */
    static Clipping norm(double bound) {
        Settings.atLeastZero("clipping norm", bound);
        return parameters -> {
            double scale = bound / (length(parameters) + 1e-6);
            if (scale < 1) {
                replace(parameters, gradient -> gradient.mul(scale));
            }
        };
    }

    /**
     * Cuts every element of every gradient to a greatest magnitude.
     *
     * @param bound the greatest magnitude
     * @return a rule that clamps to {@code [-bound, bound]}
     */
    static Clipping value(double bound) {
        Settings.atLeastZero("clipping value", bound);
        return parameters -> replace(parameters, gradient -> gradient.clamp(-bound, bound));
    }

    /**
     * The Euclidean length of all gradients laid end to end.
     *
     * @param parameters whose gradients to measure
     * @return the square root of the sum of all squares; 0 without gradients
     */
    static double length(Collection<Parameter> parameters) {
        return Recording.off(() -> {
            double squares = 0;
            for (Parameter parameter : parameters) {
                Tensor gradient = parameter.grad();
                squares += gradient == null ? 0 : gradient.square().sum().item();
            }
            return Math.sqrt(squares);
        });
    }

    private static void replace(Collection<Parameter> parameters, UnaryOperator<Tensor> rule) {
        Recording.off(() -> parameters.forEach(parameter -> {
            Tensor gradient = parameter.grad();
            if (gradient != null) {
                parameter.grad(rule.apply(gradient));
            }
        }));
    }
}

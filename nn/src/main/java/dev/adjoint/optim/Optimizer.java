package dev.adjoint.optim;

import dev.adjoint.Assignment;
import dev.adjoint.Interpreter;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Origin;
import dev.adjoint.nn.Parameter;
import dev.adjoint.shape.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A rule by which gradients change parameters.
 *
 * <p>A step is one fused pass over all parameters, in place and without recording. A parameter without a gradient is
 * left as it is. What a rule remembers of earlier steps is made with the optimiser, and lives as long as the scope that
 * it was made in.
 */
public abstract class Optimizer {

    private final List<Parameter> parameters;
    private double learningRate;

    /**
     * A rule for some parameters.
     *
     * @param parameters what to change, by name
     * @param learningRate the size of a step
     * @throws IllegalArgumentException if there are no parameters, or the rate is negative or no number
     */
    protected Optimizer(Map<String, Parameter> parameters, double learningRate) {
        if (Given.of("optimizer", "the map of parameters", parameters).isEmpty()) {
            throw new IllegalArgumentException("optimizer: no parameters, so there is nothing to train."
                    + " Give a model with layers that have weights.");
        }
        this.parameters = List.copyOf(parameters.values());
        this.learningRate = rate(learningRate);
    }

    private static double rate(double learningRate) {
        return Settings.atLeastZero("learning rate", learningRate);
    }

    /** Changes every parameter that has a gradient. */
    public final void step() {
        Origin.together(() -> Recording.off((Runnable) this::updateAll));
    }

    private void updateAll() {
        List<Assignment> updates = new ArrayList<>(parameters.size());
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Tensor gradient = parameter.grad();
            if (gradient != null) {
                updates.add(update(i, parameter.value().detach(), gradient.detach()));
            }
        }
        Interpreter.current().assign(updates);
    }

    /**
     * How one parameter changes. Nothing is computed yet: the changes of all parameters run together.
     *
     * @param index its place among {@link #parameters}
     * @param value its value, to be overwritten
     * @param gradient its gradient
     * @return what overwrites the value, and all that the rule remembers of this parameter
     */
    protected abstract Assignment update(int index, Tensor value, Tensor gradient);

    /** Forgets the gradients, so that the next backward pass begins anew: to be called after each step. */
    public final void clearGradients() {
        for (Parameter parameter : parameters) {
            parameter.clearGrad();
        }
    }

    /**
     * What this optimiser changes.
     *
     * @return the parameters in their order
     */
    public final List<Parameter> parameters() {
        return parameters;
    }

    /**
     * The size of a step.
     *
     * @return the learning rate in force
     */
    public final double learningRate() {
        return learningRate;
    }

    /**
     * Sets the size of the next steps.
     *
     * @param rate the learning rate, 0 or more
     * @throws IllegalArgumentException if it is negative or no number
     */
    public final void learningRate(double rate) {
        learningRate = rate(rate);
    }
}

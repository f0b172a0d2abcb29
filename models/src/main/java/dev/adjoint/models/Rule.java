package dev.adjoint.models;

import dev.adjoint.nn.Module;
import dev.adjoint.optim.Adam;
import dev.adjoint.optim.AdamW;
import dev.adjoint.optim.Optimizer;
import dev.adjoint.optim.SGD;

/** The rules by which gradients change parameters, under the names that people type. */
public enum Rule {
    /** Plain stochastic gradient descent. */
    DESCENT("sgd", 0.1) {
        @Override
        public Optimizer build(Module model, double learningRate) {
            return new SGD(model, learningRate);
        }
    },

    /** Gradient descent with momentum 0.9. */
    MOMENTUM("momentum", 0.02) {
        @Override
        public Optimizer build(Module model, double learningRate) {
            return SGD.of(learningRate).momentum(MASS).build(model);
        }
    },

    /** Gradient descent with Nesterov's momentum 0.9. */
    NESTEROV("nesterov", 0.02) {
        @Override
        public Optimizer build(Module model, double learningRate) {
            return SGD.of(learningRate).momentum(MASS).nesterov(true).build(model);
        }
    },

    /** Adam with its usual settings. */
    ADAM("adam", 0.001) {
        @Override
        public Optimizer build(Module model, double learningRate) {
            return new Adam(model, learningRate);
        }
    },

    /** Adam with decoupled weight decay. */
    ADAMW("adamw", 0.001) {
        @Override
        public Optimizer build(Module model, double learningRate) {
            return new AdamW(model, learningRate);
        }
    };

    private static final double MASS = 0.9;

    private final String title;
    private final double learningRate;

    Rule(String title, double learningRate) {
        this.title = title;
        this.learningRate = learningRate;
    }

    /**
     * An optimiser by this rule.
     *
     * @param model whose parameters to change
     * @param learningRate the size of a step
     * @return the optimiser, at its beginning
     */
    public abstract Optimizer build(Module model, double learningRate);

    /**
     * A learning rate that mostly does.
     *
     * @return the rate to begin with where no recipe says better
     */
    public double learningRate() {
        return learningRate;
    }

    /** The name that people type, such as {@code adam}. */
    @Override
    public String toString() {
        return title;
    }
}

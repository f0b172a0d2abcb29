package dev.adjoint.optim;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Assignment;
import dev.adjoint.Tensor;
import dev.adjoint.expr.Expr;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.shape.Given;
import java.util.Map;

/**
 * Stochastic gradient descent, with momentum and weight decay if asked for; the formulas are PyTorch's:
 *
 * <pre>
 * g = gradient + decay * p
 * b = g                                   at the first step with momentum, later
 * b = momentum * b + (1 - dampening) * g
 * p = p - rate * b                        with Nesterov: p - rate * (g + momentum * b)
 * </pre>
 */
public final class SGD extends Optimizer {

    private static final Expr P = input(0);
    private static final Expr G = input(1).plus(parameter(1).times(P));
    private static final Expr B = parameter(2).times(input(2)).plus(parameter(3).times(G));

    private static final PointwiseFunction PLAIN = PointwiseFunction.define("sgd", 2, moved(G));
    private static final PointwiseFunction MOMENTUM = PointwiseFunction.define("sgd-momentum", 3, moved(B), B);
    private static final PointwiseFunction NESTEROV = PointwiseFunction.define(
            "sgd-nesterov", 3, moved(G.plus(parameter(2).times(B))), B);

    private final Options options;
    private final Tensor[] velocities;
    private final boolean[] moving;

    /**
     * Plain descent.
     *
     * @param model whose parameters to change
     * @param learningRate the size of a step
     */
    public SGD(Module model, double learningRate) {
        this(of(learningRate), Given.of("optimizer", "the model", model).parameters());
    }

    private SGD(Options options, Map<String, Parameter> parameters) {
        super(parameters, options.learningRate);
        this.options = options;
        this.velocities = options.momentum == 0 ? new Tensor[0] : Settings.zeros(parameters.values());
        this.moving = new boolean[parameters.size()];
    }

    /**
     * Descent with choices to be made.
     *
     * @param learningRate the size of a step
     * @return options, to be changed and built
     */
    public static Options of(double learningRate) {
        return new Options(learningRate, 0, 0, false, 0);
    }

    private static Expr moved(Expr direction) {
        return P.minus(parameter(0).times(direction));
    }

    @Override
    protected Assignment update(int index, Tensor value, Tensor gradient) {
        double rate = learningRate();
        if (options.momentum == 0) {
            return PLAIN.assignment(new double[] {rate, options.weightDecay}, new Tensor[] {value, gradient}, value);
        }
        double fresh = moving[index] ? 1 - options.dampening : 1;
        moving[index] = true;
        Tensor velocity = velocities[index];
        return (options.nesterov ? NESTEROV : MOMENTUM)
                .assignment(
                        new double[] {rate, options.weightDecay, options.momentum, fresh},
                        new Tensor[] {value, gradient, velocity},
                        value,
                        velocity);
    }

    /**
     * The choices of gradient descent, immutable.
     *
     * @param learningRate the size of a step
     * @param momentum how much of the last direction stays, from 0 to 1
     * @param dampening by how much a gradient counts less in the direction, from 0 to 1
     * @param nesterov whether the gradient is followed from where the momentum leads
     * @param weightDecay by how much parameters are pulled towards 0, through the gradient
     */
    public record Options(
            double learningRate, double momentum, double dampening, boolean nesterov, double weightDecay) {

        /** Refuses what cannot be. */
        public Options {
            Settings.share("momentum", momentum);
            Settings.atLeastZero("dampening", dampening);
            Settings.atLeastZero("weight decay", weightDecay);
            if (nesterov && (momentum == 0 || dampening != 0)) {
                throw new IllegalArgumentException("optimizer: Nesterov with momentum " + momentum + " and dampening "
                        + dampening + ". Give a momentum first, such as momentum(0.9), and no dampening.");
            }
        }

        /**
         * The same with momentum.
         *
         * @param share how much of the last direction stays, such as 0.9
         * @return new options
         */
        public Options momentum(double share) {
            return new Options(learningRate, share, dampening, nesterov, weightDecay);
        }

        /**
         * The same with dampening.
         *
         * @param share by how much a gradient counts less in the direction
         * @return new options
         */
        public Options dampening(double share) {
            return new Options(learningRate, momentum, share, nesterov, weightDecay);
        }

        /**
         * The same with or without Nesterov's look ahead.
         *
         * @param whether whether the gradient is followed from where the momentum leads
         * @return new options
         */
        public Options nesterov(boolean whether) {
            return new Options(learningRate, momentum, dampening, whether, weightDecay);
        }

        /**
         * The same with weight decay.
         *
         * @param strength by how much parameters are pulled towards 0, such as 5e-4
         * @return new options
         */
        public Options weightDecay(double strength) {
            return new Options(learningRate, momentum, dampening, nesterov, strength);
        }

        /**
         * The optimiser of a whole model.
         *
         * @param model whose parameters to change
         * @return an optimiser with these options
         */
        public SGD build(Module model) {
            return build(Given.of("optimizer", "the model", model).parameters());
        }

        /**
         * The optimiser of some parameters.
         *
         * @param parameters what to change, by name
         * @return an optimiser with these options
         */
        public SGD build(Map<String, Parameter> parameters) {
            return new SGD(this, parameters);
        }
    }
}

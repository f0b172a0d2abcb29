package dev.adjoint.optim;

import dev.adjoint.Assignment;
import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.nn.Parameter;
import dev.adjoint.shape.Given;
import java.util.Map;

/**
 * AdamW (Loshchilov and Hutter, 2019): {@link Adam} with a weight decay that does not go through its averages, so that it
 * pulls all parameters alike: {@code p = (1 - rate * decay) * p} before the step of Adam.
 */
public final class AdamW extends Optimizer {

    private final Options options;
    private final Moments moments;

    /**
     * The usual choice: beta 0.9 and 0.999, epsilon 1e-8, weight decay 0.01.
     *
     * @param model whose parameters to change
     * @param learningRate the size of a step, such as 0.001
     */
    public AdamW(Module model, double learningRate) {
        this(of(learningRate), Given.of("optimizer", "the model", model).parameters());
    }

    private AdamW(Options options, Map<String, Parameter> parameters) {
        super(parameters, options.learningRate);
        this.options = options;
        this.moments =
                new Moments(Moments.DECOUPLED, options.beta1, options.beta2, options.epsilon, parameters.values());
    }

    /**
     * AdamW with choices to be made.
     *
     * @param learningRate the size of a step
     * @return options, to be changed and built
     */
    public static Options of(double learningRate) {
        return new Options(learningRate, 0.9, 0.999, 1e-8, 0.01);
    }

    @Override
    protected Assignment update(int index, Tensor value, Tensor gradient) {
        return moments.step(index, learningRate(), 1 - learningRate() * options.weightDecay, value, gradient);
    }

    /**
     * The choices of AdamW, immutable.
     *
     * @param learningRate the size of a step
     * @param beta1 how much the average of gradients keeps, from 0 to 1
     * @param beta2 how much the average of their squares keeps, from 0 to 1
     * @param epsilon what is added to the root, so that gradients of 0 do no harm
     * @param weightDecay by how much parameters are pulled towards 0, beside the gradient
     */
    public record Options(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

        /** Refuses what cannot be. */
        public Options {
            Settings.share("beta 1", beta1);
            Settings.share("beta 2", beta2);
            Settings.atLeastZero("epsilon", epsilon);
            Settings.atLeastZero("weight decay", weightDecay);
        }

        /**
         * The same with other averages.
         *
         * @param first how much the average of gradients keeps
         * @param second how much the average of their squares keeps
         * @return new options
         */
        public Options betas(double first, double second) {
            return new Options(learningRate, first, second, epsilon, weightDecay);
        }

        /**
         * The same with another epsilon.
         *
         * @param small what is added to the root
         * @return new options
         */
        public Options epsilon(double small) {
            return new Options(learningRate, beta1, beta2, small, weightDecay);
        }

        /**
         * The same with another weight decay.
         *
         * @param strength by how much parameters are pulled towards 0
         * @return new options
         */
        public Options weightDecay(double strength) {
            return new Options(learningRate, beta1, beta2, epsilon, strength);
        }

        /**
         * The optimiser of a whole model.
         *
         * @param model whose parameters to change
         * @return an optimiser with these options
         */
        public AdamW build(Module model) {
            return build(Given.of("optimizer", "the model", model).parameters());
        }

        /**
         * The optimiser of some parameters.
         *
         * @param parameters what to change, by name
         * @return an optimiser with these options
         */
        public AdamW build(Map<String, Parameter> parameters) {
            return new AdamW(this, parameters);
        }
    }
}

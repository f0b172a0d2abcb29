package dev.adjoint.optim;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Assignment;
import dev.adjoint.Tensor;
import dev.adjoint.expr.Expr;
import dev.adjoint.nn.Parameter;
import dev.adjoint.op.PointwiseFunction;
import java.util.Collection;

/**
 * Running averages of gradients and of their squares, and the step that Adam makes of them; weight decay acts through
 * the gradient, or beside it.
 *
 * <p>Inputs are the parameter, its gradient and both averages; parameters are, in order: the rate over the first
 * correction, {@code 1 - beta1}, {@code beta2}, {@code 1 - beta2}, the root of the second correction, epsilon, and the
 * decay (beside the gradient: the factor that is left of the parameter).
 */
final class Moments {

    static final PointwiseFunction COUPLED =
            step("adam", input(0), input(1).plus(parameter(6).times(input(0))));
    static final PointwiseFunction DECOUPLED = step("adamw", input(0).times(parameter(6)), input(1));

    private final PointwiseFunction function;
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final Tensor[] means;
    private final Tensor[] squares;
    private final long[] steps;

    Moments(PointwiseFunction function, double beta1, double beta2, double epsilon, Collection<Parameter> parameters) {
        this.function = function;
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.means = Settings.zeros(parameters);
        this.squares = Settings.zeros(parameters);
        this.steps = new long[parameters.size()];
    }

    private static PointwiseFunction step(String name, Expr value, Expr gradient) {
        Expr mean = input(2).plus(gradient.minus(input(2)).times(parameter(1)));
        Expr square = input(3).times(parameter(2)).plus(gradient.times(gradient).times(parameter(3)));
        Expr scale = square.sqrt().over(parameter(4)).plus(parameter(5));
        return PointwiseFunction.define(name, 4, value.minus(parameter(0).times(mean.over(scale))), mean, square);
    }

    /** How one parameter changes; each counts its own steps, since one without gradient takes none. */
    Assignment step(int index, double rate, double decay, Tensor value, Tensor gradient) {
        long count = ++steps[index];
        double first = 1 - Math.pow(beta1, count);
        double second = 1 - Math.pow(beta2, count);
        double[] numbers = {rate / first, 1 - beta1, beta2, 1 - beta2, Math.sqrt(second), epsilon, decay};
        Tensor mean = means[index];
        Tensor square = squares[index];
        return function.assignment(numbers, new Tensor[] {value, gradient, mean, square}, value, mean, square);
    }
}

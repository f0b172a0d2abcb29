package dev.adjoint.nn;

import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.TensorTree.Named;
import dev.adjoint.diff.Diff;
import dev.adjoint.shape.Given;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Derivatives with respect to all parameters of a module at once, at the values that they have; gradients and directions
 * are maps by the parameters' paths. Nothing is summed into the parameters, and all of it nests.
 *
 * <pre>{@code
 * Gradients gradients = Gradients.of(model);
 * Named<Tensor> g = gradients.grad(() -> loss.of(model.forward(x), y));
 * Named<Tensor> hg = gradients.hvp(() -> loss.of(model.forward(x), y), g);
 * }</pre>
 *
 * <p>Buffers are constants. A module in training mode does what it does in any forward pass: batch normalisation moves
 * its averages once for each call, and dropout draws anew; {@link Module#evaluate} stops both.
 *
 * @param model the module
 */
public record Gradients(Module model) {

    /**
     * Derivatives with respect to the parameters of a module.
     *
     * @param model the module
     * @return their methods
     */
    public static Gradients of(Module model) {
        return new Gradients(Given.of("gradients", "the model", model));
    }

    /**
     * The point at which derivatives are taken.
     *
     * @return by path, the values of the parameters: constants, or inside {@link Module#with} what stands in for them
     */
    public Named<Tensor> point() {
        Map<String, Tensor> values = new LinkedHashMap<>();
        model.parameters().forEach((path, parameter) -> values.put(path, parameter.point()));
        return new Named<>(values);
    }

    /** The same in the order of the parameters: a map is what its names say. */
    private Named<Tensor> ordered(Named<Tensor> direction) {
        Given.of("gradients", "the direction", direction);
        Map<String, Tensor> parts = new LinkedHashMap<>();
        model.parameters().keySet().forEach(path -> parts.put(path, direction.at(path)));
        return new Named<>(parts);
    }

    private <U> Function<Named<Tensor>, U> function(Supplier<U> body) {
        return parameters -> model.with(parameters.parts(), body);
    }

    /**
     * The gradient of a loss.
     *
     * @param loss computes a scalar with the module
     * @return by path, the gradient of each parameter; zeros where the loss does not depend on one
     * @throws dev.adjoint.GradientException if the loss is not a scalar
     */
    public Named<Tensor> grad(Supplier<Tensor> loss) {
        return Diff.grad(function(loss), point());
    }

    /**
     * A loss and its gradient.
     *
     * @param loss computes a scalar with the module
     * @return the loss and, by path, the gradient of each parameter
     * @throws dev.adjoint.GradientException if the loss is not a scalar
     */
    public Diff.ValueAndGrad<Named<Tensor>> valueAndGrad(Supplier<Tensor> loss) {
        return Diff.valueAndGrad(function(loss), point());
    }

    /**
     * The Jacobian-vector product: how a result moves with the parameters.
     *
     * @param result computes something with the module
     * @param direction by path, a direction for each parameter
     * @param <U> the type of the result
     * @return the result and its tangent
     */
    public <U extends TensorTree<U>> Diff.Jvp<U> jvp(Supplier<U> result, Named<Tensor> direction) {
        return Diff.jvp(function(result), point(), ordered(direction));
    }

    /**
     * The vector-Jacobian product.
     *
     * @param result computes something with the module
     * @param <U> the type of the result
     * @return the result, and the map from its upstream gradient to the gradients of the parameters
     */
    public <U extends TensorTree<U>> Diff.Vjp<Named<Tensor>, U> vjp(Supplier<U> result) {
        return Diff.vjp(function(result), point());
    }

    /**
     * The Hessian-vector product of a loss, without the Hessian.
     *
     * @param loss computes a scalar with the module
     * @param direction by path, a direction for each parameter
     * @return by path, the product's part for each parameter
     * @throws dev.adjoint.GradientException if the loss is not a scalar
     */
    public Named<Tensor> hvp(Supplier<Tensor> loss, Named<Tensor> direction) {
        return Diff.hvp(function(loss), point(), ordered(direction));
    }
}

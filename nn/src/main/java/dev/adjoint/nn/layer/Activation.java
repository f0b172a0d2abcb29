package dev.adjoint.nn.layer;

import dev.adjoint.Tensor;
import dev.adjoint.nn.Module;
import dev.adjoint.shape.Given;
import java.util.function.UnaryOperator;

/**
 * A function of each element between two layers, without parameters: any there is, by name.
 *
 * <p>One of one's own is as good as those given here: {@code Activation.of("swish", x -> x.mul(x.sigmoid()))}, or, in a
 * single pass, with a {@link dev.adjoint.op.PointwiseFunction}.
 */
public final class Activation extends Module {

    private final String name;
    private final UnaryOperator<Tensor> function;

    private Activation(String name, UnaryOperator<Tensor> function) {
        this.name = name;
        this.function = function;
    }

    /**
     * Any function that keeps the shape.
     *
     * @param name what trees and messages call it
     * @param function what to compute
     * @return a module
     */
    public static Activation of(String name, UnaryOperator<Tensor> function) {
        return new Activation(name, function);
    }

    /**
     * The rectifier {@code max(x, 0)}; its derivative at 0 is 0.
     *
     * @return a module
     */
    public static Activation relu() {
        return of("ReLU", Tensor::relu);
    }

    /**
     * The leaky rectifier {@code x > 0 ? x : slope * x}.
     *
     * @param slope the slope on the negative side, such as 0.01
     * @return a module
     */
    public static Activation leakyRelu(double slope) {
        return of("LeakyReLU " + slope, x -> x.leakyRelu(slope));
    }

    /**
     * The exponential linear unit {@code x > 0 ? x : alpha * (e^x - 1)}.
     *
     * @param alpha the negative limit, such as 1
     * @return a module
     */
    public static Activation elu(double alpha) {
        return of("ELU " + alpha, x -> x.elu(alpha));
    }

    /**
     * The hyperbolic tangent.
     *
     * @return a module
     */
    public static Activation tanh() {
        return of("Tanh", Tensor::tanh);
    }

    /**
     * The logistic function {@code 1 / (1 + e^-x)}.
     *
     * @return a module
     */
    public static Activation sigmoid() {
        return of("Sigmoid", Tensor::sigmoid);
    }

    /**
     * The Gaussian error linear unit {@code x * (1 + erf(x / sqrt 2)) / 2}.
     *
     * @return a module
     */
    public static Activation gelu() {
        return of("GELU", Tensor::gelu);
    }

    /**
     * The sigmoid linear unit {@code x * sigmoid(x)}.
     *
     * @return a module
     */
    public static Activation silu() {
        return of("SiLU", Tensor::silu);
    }

    /**
     * The smooth rectifier {@code log(1 + e^x)}.
     *
     * @return a module
     */
    public static Activation softplus() {
        return of("Softplus", Tensor::softplus);
    }

    @Override
    public Tensor forward(Tensor x) {
        Given.input("activation", 0, x);
        return function.apply(x);
    }

    @Override
    protected String describe() {
        return name;
    }
}

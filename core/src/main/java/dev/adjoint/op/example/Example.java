package dev.adjoint.op.example;

import dev.adjoint.Op;
import dev.adjoint.Tensor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An op with inputs that it accepts.
 *
 * <p>Inputs are contiguous, and floating ones float64: the contracts themselves try every example on strided, offset,
 * transposed and expanded views of them, and in float32.
 *
 * @param label what is special about the inputs, in a few words
 * @param op what to compute
 * @param inputs makes the arguments anew, with the same values each time
 * @param smooth whether the op is twice differentiable around these inputs, so that central differences mean something;
 *     not so at kinks, ties, infinities and NaN
 */
public record Example(String label, Op op, Supplier<Tensor[]> inputs, boolean smooth) {

    /**
     * Inputs inside the domain.
     *
     * @param label what is special about the inputs
     * @param op what to compute
     * @param inputs makes the arguments
     * @return an example whose derivatives are checked by central differences
     */
    public static Example of(String label, Op op, Supplier<Tensor[]> inputs) {
        return new Example(label, op, inputs, true);
    }

    /**
     * Inputs where values matter and differences do not.
     *
     * @param label what is special about the inputs
     * @param op what to compute
     * @param inputs makes the arguments
     * @return an example whose derivatives only have to agree with each other
     */
    public static Example edge(String label, Op op, Supplier<Tensor[]> inputs) {
        return new Example(label, op, inputs, false);
    }

    /**
     * A method composed of ops, inside its domain.
     *
     * @param name the method's name in lower case words, such as {@code log_sum_exp}
     * @param label what is special about the inputs
     * @param function the method, with its arguments that are not tensors filled in
     * @param inputs makes the arguments
     * @return an example whose derivatives are checked by central differences
     */
    public static Example composed(
            String name, String label, Function<Tensor[], Tensor> function, Supplier<Tensor[]> inputs) {
        return of(label, new Composed(name, x -> new Tensor[] {function.apply(x)}), inputs);
    }

    @Override
    public String toString() {
        return op.name() + ": " + label;
    }
}

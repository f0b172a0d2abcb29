package dev.adjoint;

import dev.adjoint.memory.Array;
import dev.adjoint.random.Generator;
import java.util.List;
import java.util.function.Supplier;

/**
 * One way to run operations: at once, recording for a backward pass, carrying tangents, for many
 * examples in one go, only drawing a graph.
 *
 * <p>Interpreters stand on each other. A tensor belongs to one of them; an op is run by the highest that any of its
 * inputs belongs to, which applies the op, or its derivative, to what its inputs are one floor below.
 */
public interface Interpreter {

    /**
     * Runs an op whose inputs belong to this interpreter or to lower ones.
     *
     * @param op what to compute
     * @param inputs the arguments
     * @return the outputs
     */
    Tensor[] apply(Op op, Tensor... inputs);

    /**
     * Runs an op under the highest interpreter that any input belongs to; without inputs, under this one.
     *
     * @param op what to compute
     * @param inputs the arguments
     * @return the outputs
     */
    Tensor[] dispatch(Op op, Tensor... inputs);

    /**
     * Runs a primitive and writes the results into existing tensors, whose version goes up: how parameters are updated.
     *
     * @param op what to compute
     * @param inputs the arguments; a target may be among them if the op is pointwise
     * @param targets tensors of the inferred types, overwritten
     * @throws GradientException if a target is part of a recorded graph and recording is on
     */
    void applyInto(Primitive op, Tensor[] inputs, Tensor... targets);

    /**
     * Runs ops one after the other that all overwrite existing tensors, as {@link #applyInto} does; those that have nothing
     * to do with each other may run at the same time. So an optimiser changes all parameters of a model at once.
     *
     * @param assignments what to compute, and where to
     * @throws GradientException if a target is part of a recorded graph and recording is on
     */
    default void assign(List<Assignment> assignments) {
        for (Assignment each : assignments) {
            applyInto(each.op(), each.inputs(), each.targets());
        }
    }

    /**
     * Memory as a tensor.
     *
     * @param array the elements
     * @return a tensor that shares this memory
     */
    Tensor tensor(Array array);

    /**
     * Draws evenly from [0, 1).
     *
     * @param generator where randomness comes from; it moves on
     * @param type the floating element type and the shape
     * @return a tensor of that type
     */
    Tensor uniform(Generator generator, TensorType type);

    /**
     * Draws from the standard normal distribution.
     *
     * @param generator where randomness comes from; it moves on
     * @param type the floating element type and the shape
     * @return a tensor of that type
     */
    Tensor normal(Generator generator, TensorType type);

    /**
     * What a tensor of this interpreter is one floor below.
     *
     * @param tensor a tensor of this interpreter or of a lower one
     * @return its primal value; the tensor itself if it belongs to a lower interpreter
     */
    Tensor lower(Tensor tensor);

    /**
     * The interpreter in force: the innermost that {@link #during} bound, else the eager one.
     *
     * @return the interpreter that runs ops without inputs
     */
    static Interpreter current() {
        return InForce.CURRENT.orElse(InForce.EAGER);
    }

    /**
     * Binds an interpreter for the duration of a call.
     *
     * @param interpreter the interpreter to be in force
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    static <T> T during(Interpreter interpreter, Supplier<T> body) {
        return InForce.CURRENT.during(interpreter, body);
    }
}

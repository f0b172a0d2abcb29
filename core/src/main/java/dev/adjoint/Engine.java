package dev.adjoint;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where the language finds what runs it: a service, so that the language need not know the engine's floor. */
public interface Engine {

    /**
     * The interpreter that computes at once.
     *
     * @return the lowest interpreter
     */
    Interpreter eager();

    /**
     * A leaf of a recorded graph, above every interpreter in force where it is made.
     *
     * @param value its value, of floating elements
     * @return a tensor that shares the value's memory and whose history starts here
     */
    Tensor leaf(Tensor value);

    /**
     * Computes under the eyes of a NaN detective.
     *
     * @param detective what to look for, and whom to tell
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    <T> T watched(NanDetective detective, Supplier<T> body);

    /**
     * The tangents of an op's outputs where it has no rule for them, from its vector-Jacobian product {@code g}: since
     * that is linear in the upstream gradient {@code u}, {@code J v = d/du <g(u), v>}.
     *
     * @param op an op with a {@code backward}
     * @param context what its forward pass kept, as the engine's forward mode gives it
     * @param tangents a direction for each input; null where it is zero
     * @return the tangent of each output; null where it is zero
     * @throws GradientException if the rule cannot be derived
     */
    @Nullable
    Tensor[] jvp(Op op, Context context, @Nullable Tensor... tangents);
}

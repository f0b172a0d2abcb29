package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Keeps;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Array;
import org.jspecify.annotations.Nullable;

/**
 * Several operations as one, for the sake of speed: what they are is said by {@link #composed}, and that is all there is
 * to know of their derivatives.
 *
 * <p>A fused op that only stands for its composition is taken apart wherever a derivative is asked for. One with a
 * gradient stated by hand ({@link #isStated}) is recorded as one node whose backward pass is again fused; derivatives of
 * that, tangents and examples are those of the composition. So a hand-stated gradient costs one rule, not one for each
 * order and mode.
 */
public interface Fused extends Primitive {

    /**
     * The same in operations of the language.
     *
     * @param inputs the arguments
     * @return the outputs
     */
    Tensor[] composed(Tensor... inputs);

    /**
     * Whether {@link #backward} is stated by hand.
     *
     * @return false if a recorded application is one of the composition
     */
    default boolean isStated() {
        return false;
    }

    /** Runs the composition, each part by its own kernel; on row-major copies, so that sums are of one order in any layout. */
    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Tensor[] tensors = new Tensor[inputs.length];
        for (int i = 0; i < tensors.length; i++) {
            tensors[i] = Interpreter.current().tensor(inputs[i]).contiguous();
        }
        Tensor[] results = composed(tensors);
        for (int i = 0; i < results.length; i++) {
            Interpreter.current().tensor(outputs[i]).assign(results[i]);
        }
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    /** Not asked for unless it is stated. */
    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        throw new IllegalStateException(name() + ": its composition has the gradient.");
    }
}

package dev.adjoint.op.example;

import dev.adjoint.Op;
import dev.adjoint.Tensor;
import java.util.function.Supplier;

/**
 * An op with inputs that it must refuse, and how.
 *
 * @param label what is wrong
 * @param op what to compute
 * @param inputs makes the arguments
 * @param error the exact type of the exception
 * @param text what its message must contain: the value that is wrong
 */
public record Refusal(
        String label, Op op, Supplier<Tensor[]> inputs, Class<? extends RuntimeException> error, String text) {

    @Override
    public String toString() {
        return op.name() + " refuses " + label;
    }
}

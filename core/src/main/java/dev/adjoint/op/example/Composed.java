package dev.adjoint.op.example;

import dev.adjoint.Context;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A method of the language that is composed of ops, in the catalogue beside the primitives: applying it runs the method,
 * so interpreters meet only what it is made of.
 *
 * @param name the method's name in lower case words, such as {@code log_sum_exp} for {@code logSumExp}
 * @param function the method
 */
public record Composed(String name, Function<Tensor[], Tensor[]> function) implements Op {

    @Override
    public Tensor[] apply(Tensor... inputs) {
        return function.apply(inputs);
    }

    @Override
    public Tensor[] forward(Context context, Tensor... inputs) {
        return function.apply(inputs);
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        throw new IllegalStateException(name + ": a composed function has no rule of its own. Apply it with apply.");
    }

    /** The name: two functions of one name tell themselves apart by their examples' labels. */
    @Override
    public String toString() {
        return name;
    }
}

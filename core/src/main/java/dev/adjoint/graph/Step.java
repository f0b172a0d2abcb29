package dev.adjoint.graph;

import dev.adjoint.Op;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One application of an op in a {@link Graph}.
 *
 * @param op what is computed
 * @param inputs its arguments
 * @param outputs what it makes
 * @param recorded whether it stood outside {@link Recording#off}, so that derivatives go through it
 * @param origin the line of the user's program that made it; null if nobody wrote it down
 */
public record Step(
        Op op,
        List<Value> inputs,
        List<Value.Result> outputs,
        boolean recorded,
        @Nullable String origin) {

    /** Copies the lists. */
    public Step {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** Applies the op, under the interpreters that the arguments belong to. */
    Tensor[] run(Tensor[] arguments) {
        try {
            return recorded ? op.apply(arguments) : Recording.off(() -> op.apply(arguments));
        } catch (RuntimeException e) {
            throw Origins.named(e, origin);
        }
    }

    /**
     * Name and attributes, such as {@code sum[axes=[0]]}.
     *
     * @return the op as text
     */
    public String title() {
        String text = op.toString();
        int bracket = text.indexOf('[');
        if (!(op instanceof Record) || bracket < 0) {
            return text.toLowerCase(Locale.ROOT).startsWith(op.name()) ? text : op.name();
        }
        String attributes = text.substring(bracket);
        return attributes.equals("[]") ? op.name() : op.name() + attributes;
    }
}

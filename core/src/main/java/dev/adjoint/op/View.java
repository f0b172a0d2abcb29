package dev.adjoint.op;

import dev.adjoint.Primitive;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A primitive of one input that only looks at the same memory otherwise, in constant time, where the layout allows. */
public interface View extends Primitive {

    /**
     * The layout of the result over the input's memory.
     *
     * @param layout the layout of the input
     * @return the layout of the view; null if only a copy will do
     */
    @Nullable
    Layout view(Layout layout);

    /** Copies what the view shows; through a row-major copy of the input where there is no view of it. */
    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Array source = inputs[0];
        Layout layout = view(source.layout());
        if (layout == null) {
            source = Reference.contiguous(source);
            layout = view(source.layout());
        }
        Reference.copy(source.with(Objects.requireNonNull(layout, name())), outputs[0]);
    }
}

package dev.adjoint.op;

import dev.adjoint.Primitive;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import java.util.List;

/** A primitive of one input whose results all look at its memory otherwise, in constant time, whatever the layout. */
public interface Views extends Primitive {

    /**
     * The layouts of the results over the input's memory.
     *
     * @param layout the layout of the input
     * @return one for each result
     */
    List<Layout> views(Layout layout);

    /** Copies what the views show. */
    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        List<Layout> views = views(inputs[0].layout());
        for (int i = 0; i < outputs.length; i++) {
            Reference.copy(inputs[0].with(views.get(i)), outputs[i]);
        }
    }
}

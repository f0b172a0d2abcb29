package dev.adjoint;

import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The identity, which shows its value to a user's function: a primitive, since those alone are computed once however
 * many derivatives stand around them.
 */
record ValueHook(Consumer<Tensor> observer) implements Primitive {

    @Override
    public String name() {
        return "on_value";
    }

    /** All observers are run alike. */
    @Override
    public Object kernelKey() {
        return ValueHook.class;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        return inputs.clone();
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Array x = inputs[0];
        Array y = outputs[0];
        Layout[] layouts = {x.layout(), y.layout()};
        if (x.dtype().isFloating()) {
            Strided.forEach(x.shape(), layouts, at -> y.setDouble(at[1], x.doubleAt(at[0])));
        } else {
            Strided.forEach(x.shape(), layouts, at -> y.setLong(at[1], x.longAt(at[0])));
        }
        observer.accept(InForce.EAGER.tensor(x));
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        return upstream.clone();
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return tangents.clone();
    }

    @Override
    public String toString() {
        return name();
    }
}

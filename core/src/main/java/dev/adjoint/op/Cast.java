package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * Another element type. Linear between floating types; from or to any other there is no gradient.
 *
 * @param dtype the element type of the result
 */
public record Cast(DType dtype) implements LinearOp {

    @Override
    public String name() {
        return "cast";
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        return new TensorType[] {inputs[0].with(dtype)};
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    public void evaluate(Array[] inputs, Array[] outputs) {
        Reference.copy(inputs[0], outputs[0]);
    }

    @Override
    public Tensor[] batched(Mapped inputs) {
        return apply(inputs.each());
    }

    @Override
    public @Nullable Tensor[] transpose(Context context, Tensor dy) {
        DType from = context.inputType(0).dtype();
        return new Tensor[] {from.isFloating() ? dy.cast(from) : null};
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return dtype.isFloating() ? LinearOp.super.jvp(context, tangents) : new Tensor[1];
    }
}

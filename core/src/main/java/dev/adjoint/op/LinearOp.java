package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import org.jspecify.annotations.Nullable;

/** A primitive of one output that is linear in all its inputs: its jvp is itself, its vjp its transpose. */
public interface LinearOp extends Primitive {

    /**
     * The transpose.
     *
     * @param context the types of the inputs
     * @param dy the gradient of the output
     * @return the gradient of each input
     */
    @Nullable
    Tensor[] transpose(Context context, Tensor dy);

    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dy = upstream[0];
        return dy == null ? new Tensor[context.inputs()] : transpose(context, dy);
    }

    @Override
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Tensor dx = tangents[0];
        return dx == null ? new Tensor[1] : apply(dx);
    }
}

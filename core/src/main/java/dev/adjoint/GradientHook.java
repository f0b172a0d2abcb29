package dev.adjoint;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The identity, whose gradient passes through a user's function. */
record GradientHook(UnaryOperator<Tensor> hook) implements Op {

    @Override
    public String name() {
        return "on_gradient";
    }

    @Override
    public Tensor[] forward(Context context, Tensor... inputs) {
        return inputs.clone();
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor before = upstream[0];
        Tensor after = before == null ? null : hook.apply(before);
        if (before != null && after == null) {
            throw new GradientException("onGradient: the hook answered null for a gradient " + before.type()
                    + ". Return the gradient, changed or as it came.");
        }
        return new Tensor[] {after};
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return tangents.clone();
    }
}

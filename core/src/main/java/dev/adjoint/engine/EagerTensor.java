package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import org.jspecify.annotations.Nullable;

/** A value in memory, and nothing more. */
final class EagerTensor extends EngineTensor {

    private final Array array;
    private final TensorType type;

    EagerTensor(Array array) {
        this(array, new TensorType(array.dtype(), array.shape()));
    }

    EagerTensor(Array array, TensorType type) {
        this.array = array;
        this.type = type;
    }

    @Override
    EngineInterpreter interpreter() {
        return Eager.INSTANCE;
    }

    @Override
    @Nullable
    EngineInterpreter drawing() {
        return null;
    }

    @Override
    public TensorType type() {
        return type;
    }

    @Override
    public Array array() {
        return array;
    }

    @Override
    public boolean requiresGrad() {
        return false;
    }

    @Override
    public @Nullable Tensor grad() {
        throw new GradientException("grad: " + type + " is a constant, so no gradient is ever left in it."
                + " Make a leaf with withGrad() before computing from it.");
    }

    @Override
    public void clearGrad() {
        throw new GradientException("clearGrad: " + type + " is a constant and has no gradient."
                + " Make a leaf with withGrad() before computing from it.");
    }

    @Override
    public void backward(Tensor upstream, boolean retain) {
        throw new GradientException("backward: " + type + " was not computed from any leaf, or recording was off."
                + " Make a leaf with withGrad(), and compute from it outside Recording.off.");
    }

    @Override
    public Tensor detach() {
        return this;
    }

    @Override
    public String toString() {
        return type + " " + format();
    }
}

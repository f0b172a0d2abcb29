package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.Value;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.memory.Storage;
import org.jspecify.annotations.Nullable;

/** A value that is only drawn: it has a type, a place in the graph, and no elements. */
final class StagedTensor extends EngineTensor {

    private final Staging staging;
    private final Value value;
    private final Memory memory;

    StagedTensor(Staging staging, Value value, Memory memory) {
        this.staging = staging;
        this.value = value;
        this.memory = memory;
    }

    /**
     * What views share: so that writing in place is noticed by who kept one of them for a derivative, in a drawing too.
     */
    static final class Memory {

        private final @Nullable Storage storage;
        private int changes;
        private @Nullable Origin lastChange;

        /** Of a constant's storage, or null for what exists only while the graph runs. */
        Memory(@Nullable Storage storage) {
            this.storage = storage;
        }

        static Memory of(Tensor tensor) {
            return tensor instanceof StagedTensor staged
                    ? staged.memory
                    : new Memory(
                            EngineTensor.drawing(tensor) != null
                                    ? null
                                    : tensor.array().storage());
        }

        void changed(Origin where) {
            changes++;
            lastChange = where;
            if (storage != null) {
                storage.changed(where);
            }
        }

        int version() {
            return storage != null ? storage.version() : changes;
        }
    }

    Value value() {
        return value;
    }

    Memory memory() {
        return memory;
    }

    @Override
    Staging interpreter() {
        return staging;
    }

    @Override
    EngineInterpreter drawing() {
        return staging;
    }

    @Override
    public TensorType type() {
        return value.type();
    }

    @Override
    public Array array() {
        throw new IllegalStateException("array: " + this + " has no values, since the graph is only drawn."
                + " Return it from the staged function and read what a run answers; what decides how the graph is drawn"
                + " must come from outside it.");
    }

    @Override
    public int version() {
        return memory.version();
    }

    @Override
    public @Nullable Origin lastChange() {
        return memory.storage != null ? memory.storage.lastChange() : memory.lastChange;
    }

    /** Nobody knows before the graph runs. */
    @Override
    public boolean requiresGrad() {
        return false;
    }

    @Override
    public @Nullable Tensor grad() {
        throw noGradient("grad");
    }

    @Override
    public void clearGrad() {
        throw noGradient("clearGrad");
    }

    @Override
    public void backward(Tensor upstream, boolean retain) {
        throw noGradient("backward");
    }

    private GradientException noGradient(String what) {
        return new GradientException(
                what + ": " + this + " is only drawn. Call it on what a run of the graph answers, or"
                        + " draw the derivative too: Diff.grad, or withGrad() inside the staged function.");
    }

    @Override
    public Tensor detach() {
        return staging.detached(this);
    }

    /** There is no memory yet that a scope could own. */
    @Override
    public Tensor keep() {
        return this;
    }

    @Override
    public String toString() {
        return value.label() + ": " + type();
    }
}

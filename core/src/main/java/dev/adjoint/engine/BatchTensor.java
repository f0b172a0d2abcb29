package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.shape.Layout;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One example, whichever: it has the type of one, and stands for all of them, which lie one floor below along axis 0. */
final class BatchTensor extends EngineTensor {

    private final Batch batch;
    private final Tensor all;
    private final TensorType type;

    BatchTensor(Batch batch, Tensor all) {
        this.batch = batch;
        this.all = all;
        this.type = all.type().with(all.shape().remove(0));
    }

    Tensor all() {
        return all;
    }

    @Override
    Batch interpreter() {
        return batch;
    }

    @Override
    @Nullable
    EngineInterpreter drawing() {
        return drawing(all);
    }

    @Override
    BatchTensor mapBelow(UnaryOperator<Tensor> f) {
        return new BatchTensor(batch, f.apply(all));
    }

    @Override
    public TensorType type() {
        return type;
    }

    /** Refuses: a value that is read is one number, and here there are many. */
    @Override
    public Array array() {
        throw new IllegalStateException("vmap: " + type + " stands for " + batch.count() + " examples, whose values"
                + " differ, so none can be read inside the mapped function. Choose between values with where(...);"
                + " return what is to be read, and read it outside.");
    }

    @Override
    Layout layout() {
        Layout whole = ((EngineTensor) all).layout();
        long[] strides = whole.strides();
        return Layout.of(type.shape(), Arrays.copyOfRange(strides, 1, strides.length), whole.offset());
    }

    @Override
    public int version() {
        return all.version();
    }

    @Override
    public @Nullable Origin lastChange() {
        return all.lastChange();
    }

    @Override
    public Tensor keep() {
        all.keep();
        return this;
    }

    @Override
    public boolean requiresGrad() {
        return all.requiresGrad();
    }

    @Override
    public @Nullable Tensor grad() {
        throw noLeaf("grad");
    }

    @Override
    public void clearGrad() {
        throw noLeaf("clearGrad");
    }

    @Override
    public void backward(Tensor upstream, boolean retain) {
        throw noLeaf("backward");
    }

    private GradientException noLeaf(String what) {
        return new GradientException(what + ": " + type + " stands for " + batch.count()
                + " examples inside vmap, and was not computed from a leaf made there. Make one with withGrad() inside"
                + " the function, or walk back from the result outside.");
    }

    @Override
    public Tensor detach() {
        return batch.example(all.detach());
    }

    @Override
    public String toString() {
        return type + ", each of " + batch.count() + " examples in " + all;
    }
}

package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.shape.Layout;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value and the direction in which it moves, both one floor below. */
final class DualTensor extends EngineTensor {

    private final Forward forward;
    private final Tensor primal;
    private final Tensor tangent;

    DualTensor(Forward forward, Tensor primal, Tensor tangent) {
        this.forward = forward;
        this.primal = primal;
        this.tangent = tangent;
    }

    Tensor primal() {
        return primal;
    }

    Tensor tangent() {
        return tangent;
    }

    @Override
    Forward interpreter() {
        return forward;
    }

    @Override
    @Nullable
    EngineInterpreter drawing() {
        return drawing(primal);
    }

    @Override
    DualTensor mapBelow(UnaryOperator<Tensor> f) {
        return new DualTensor(forward, f.apply(primal), f.apply(tangent));
    }

    @Override
    public TensorType type() {
        return primal.type();
    }

    @Override
    public Array array() {
        return primal.array();
    }

    @Override
    Layout layout() {
        return ((EngineTensor) primal).layout();
    }

    @Override
    public int version() {
        return primal.version();
    }

    @Override
    public @Nullable Origin lastChange() {
        return primal.lastChange();
    }

    @Override
    public Tensor keep() {
        primal.keep();
        tangent.keep();
        return this;
    }

    @Override
    public boolean requiresGrad() {
        return true;
    }

    @Override
    public @Nullable Tensor grad() {
        throw noGraph("grad");
    }

    @Override
    public void clearGrad() {
        throw noGraph("clearGrad");
    }

    @Override
    public void backward(Tensor upstream, boolean retain) {
        throw noGraph("backward");
    }

    private GradientException noGraph(String what) {
        return new GradientException(what + ": " + type() + " carries a tangent of a forward-mode derivative around it,"
                + " and was not computed from a leaf inside. Make a leaf with withGrad() inside the function.");
    }

    @Override
    public Tensor detach() {
        return primal.detach();
    }

    @Override
    public String toString() {
        return primal + " moving by " + tangent;
    }
}

package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.BackwardWalk;
import dev.adjoint.graph.TensorNode;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.ShapeException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value whose history a tape has recorded: the value one floor below, and its place in the graph. */
final class TapeTensor extends EngineTensor {

    private final Tape tape;
    private final Tensor primal;
    private final TensorNode node;

    TapeTensor(Tape tape, Tensor primal, TensorNode node) {
        this.tape = tape;
        this.primal = primal;
        this.node = node;
    }

    Tensor primal() {
        return primal;
    }

    TensorNode node() {
        return node;
    }

    @Override
    Tape interpreter() {
        return tape;
    }

    @Override
    @Nullable
    EngineInterpreter drawing() {
        return drawing(primal);
    }

    @Override
    TapeTensor mapBelow(UnaryOperator<Tensor> f) {
        return new TapeTensor(tape, f.apply(primal), node);
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
        return this;
    }

    @Override
    public Tensor withGrad() {
        if (node.isLeaf()) {
            return this;
        }
        throw new GradientException("withGrad: " + type() + " was computed from a leaf already."
                + " Use detach().withGrad() to start a new graph from its value.");
    }

    @Override
    public boolean requiresGrad() {
        return true;
    }

    private TensorNode.Leaf leaf(String what) {
        if (node instanceof TensorNode.Leaf leaf) {
            return leaf;
        }
        throw new GradientException(what + ": " + type() + " was computed by an op, and only leaves keep their"
                + " gradient. Ask the tensor that withGrad() made.");
    }

    @Override
    public @Nullable Tensor grad() {
        return leaf("grad").gradient();
    }

    @Override
    public void clearGrad() {
        leaf("clearGrad").clearGradient();
    }

    @Override
    public void backward(Tensor upstream, boolean retain) {
        if (upstream.dtype() != type().dtype()) {
            throw new DTypeException("backward: the upstream gradient is " + upstream.type() + ", the value " + type()
                    + ". Cast it: upstream.cast(DType." + dtype().name() + ").");
        }
        if (!upstream.shape().equals(shape())) {
            throw new ShapeException("backward: the upstream gradient is " + upstream.type() + ", the value " + type()
                    + ". A gradient has the shape of its value.");
        }
        BackwardWalk.from(node, retain ? upstream : tape.lower(upstream), retain, retain);
    }

    @Override
    public Tensor detach() {
        return primal.detach();
    }

    @Override
    public String toString() {
        return primal + (node.isLeaf() ? " (leaf)" : " (" + node.producer() + ")");
    }
}

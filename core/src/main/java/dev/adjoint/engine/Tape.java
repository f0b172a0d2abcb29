package dev.adjoint.engine;

import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.OpNode;
import dev.adjoint.graph.TensorNode;
import org.jspecify.annotations.Nullable;

/**
 * Records what the interpreters below compute, so that it can be walked backwards: reverse mode.
 *
 * <p>Only what depends on a leaf of this tape is recorded; a branch that nobody holds is forgotten with its memory.
 */
final class Tape extends EngineInterpreter {

    /** The tape of {@link Tensor#withGrad} and {@link Tensor#backward()}. It has no state: graphs hang on their values. */
    static final Tape ROOT = new Tape(1);

    private final int level;

    Tape(int level) {
        this.level = level;
    }

    @Override
    int level() {
        return level;
    }

    Tensor leaf(Tensor value) {
        return new TapeTensor(this, value, TensorNode.leaf(value.type()));
    }

    @Override
    public Tensor lower(Tensor tensor) {
        return tensor instanceof TapeTensor own && own.interpreter() == this ? own.primal() : tensor;
    }

    private @Nullable TensorNode node(Tensor tensor) {
        return tensor instanceof TapeTensor own && own.interpreter() == this ? own.node() : null;
    }

    @Override
    public Tensor[] apply(Op op, Tensor... inputs) {
        @Nullable TensorNode[] nodes = new TensorNode[inputs.length];
        Tensor[] primals = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            nodes[i] = node(inputs[i]);
            primals[i] = lower(inputs[i]);
        }
        if (!Recording.isOn()) {
            return route(op, primals);
        }
        OpNode node = new OpNode(op, this, nodes, Eager.types(inputs));
        if (!(op instanceof Primitive primitive)) {
            Tensor[] values = op.forward(node, primals);
            node.outputs(values.length);
            return record(values, node);
        }
        Tensor[] outputs = record(route(op, primals), node);
        node.keep(primitive, inputs, outputs);
        return outputs;
    }

    private Tensor[] record(Tensor[] values, OpNode producer) {
        Tensor[] outputs = new Tensor[values.length];
        for (int i = 0; i < outputs.length; i++) {
            TensorType type = values[i].type();
            outputs[i] = type.dtype().isFloating()
                    ? new TapeTensor(this, values[i], TensorNode.output(type, producer, i))
                    : values[i];
        }
        return outputs;
    }

    @Override
    public void applyInto(Primitive op, Tensor[] inputs, Tensor... targets) {
        Eager.INSTANCE.applyInto(op, inputs, targets);
    }
}

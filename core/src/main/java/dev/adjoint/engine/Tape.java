package dev.adjoint.engine;

import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Recording;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.BackwardWalk;
import dev.adjoint.graph.Graph;
import dev.adjoint.graph.History;
import dev.adjoint.graph.OpNode;
import dev.adjoint.graph.TensorNode;
import dev.adjoint.memory.Array;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what the interpreters below compute, so that it can be walked backwards: reverse mode.
 *
 * <p>Only what depends on a leaf of this tape is recorded; a branch that nobody holds is forgotten with its memory.
 */
public final class Tape extends EngineInterpreter {

    /** One tape for each level is enough, since it has no state: graphs hang on their values. */
    private static final Tape[] BY_LEVEL = new Tape[64];

    static {
        Arrays.setAll(BY_LEVEL, Tape::new);
    }

    private final int level;

    private Tape(int level) {
        this.level = level;
    }

    private static Tape at(int level) {
        return level < BY_LEVEL.length ? BY_LEVEL[level] : new Tape(level);
    }

    /**
     * An interpreter above all those in force.
     *
     * @return a tape for one transformation
     */
    public static Tape next() {
        return at(Depth.transformation());
    }

    /** A leaf made by hand, on the tape that all such leaves of this depth share. */
    static Tensor byHand(Tensor value) {
        return at(Depth.leaves(of(value).level())).leaf(value);
    }

    /**
     * Runs code in which this is the highest interpreter.
     *
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R> R inside(Supplier<R> body) {
        return Depth.inside(level, body);
    }

    @Override
    int level() {
        return level;
    }

    /**
     * A leaf of this tape.
     *
     * @param value its value
     * @return a tensor whose history starts here
     */
    public Tensor leaf(Tensor value) {
        return new TapeTensor(this, value, TensorNode.leaf(value.type()));
    }

    /**
     * The gradient of one leaf, by a walk that leaves no trace.
     *
     * @param y a value computed inside
     * @param dy its upstream gradient, as seen from below
     * @param retain whether the graph stays for another walk
     * @param leaf a leaf of this tape
     * @return the gradient as seen from below; null if the value does not depend on the leaf
     */
    public @Nullable Tensor gradient(Tensor y, Tensor dy, boolean retain, Tensor leaf) {
        TensorNode start = node(y);
        TensorNode end = node(leaf);
        return start == null || end == null ? null : BackwardWalk.gradient(start, dy, retain, end);
    }

    /**
     * What was recorded behind a tensor, as a graph to print.
     *
     * @param tensor a result of any tape
     * @return its history
     * @throws GradientException if there is none
     */
    public static Graph history(Tensor tensor) {
        if (tensor instanceof TapeTensor recorded) {
            return History.of(recorded.node());
        }
        throw new GradientException("graph: " + tensor.type() + " was not computed from any leaf, or recording was off."
                + " Make a leaf with withGrad(), and compute from it outside Recording.off.");
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
        boolean constants = false;
        for (int i = 0; i < inputs.length; i++) {
            nodes[i] = node(inputs[i]);
            constants |= nodes[i] == null;
            primals[i] = lower(inputs[i]);
        }
        if (!Recording.isOn()) {
            return route(op, primals);
        }
        if (!(op instanceof Primitive primitive)) {
            OpNode node = new OpNode(op, this, nodes, constants ? Eager.types(inputs) : null);
            Tensor[] values = op.forward(node, primals);
            node.applied(inputs, values.length);
            return record(values, node);
        }
        Tensor[] values = route(op, primals);
        // After the values, so that what a walk reads one after the other stands together in memory.
        OpNode node = new OpNode(op, this, nodes, constants ? Eager.types(inputs) : null);
        Tensor[] outputs = record(values, node);
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

    @Override
    public Tensor tensor(Array array) {
        return Eager.INSTANCE.tensor(array);
    }
}

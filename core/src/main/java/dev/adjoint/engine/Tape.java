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
import dev.adjoint.graph.Recorder;
import dev.adjoint.graph.TensorNode;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Fused;
import dev.adjoint.random.DrawLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what the interpreters below compute, so that it can be walked backwards: reverse mode.
 *
 * <p>Only what depends on a leaf of this tape is recorded; a branch that nobody holds is forgotten with its memory.
 */
public final class Tape extends EngineInterpreter implements Recorder {

    /** What leaves made outside all transformations share. */
    private static final Tape OUTERMOST = new Tape(1);

    private final long level;

    /** The tape of a level. */
    Tape(long level) {
        this.level = level;
    }

    /**
     * An interpreter above all those in force.
     *
     * @return a tape for one transformation
     */
    public static Tape next() {
        return new Tape(Depth.transformation());
    }

    /** A leaf made by hand, on the level that all such leaves of one transformation share. */
    static Tensor byHand(Tensor value) {
        long level = Depth.leaves(of(value).level());
        return (level == OUTERMOST.level ? OUTERMOST : new Tape(level)).leaf(value);
    }

    /**
     * Runs code in which this is the highest interpreter.
     *
     * @param body what to compute
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R> R inside(Supplier<R> body) {
        return Recording.from(level, () -> Depth.inside(level, body));
    }

    @Override
    long level() {
        return level;
    }

    /**
     * A leaf of this tape.
     *
     * @param value its value
     * @return a tensor whose history starts here
     */
    public Tensor leaf(Tensor value) {
        return new TapeTensor(this, value, new TensorNode.Leaf(value.type()));
    }

    /**
     * The gradients of some tensors, by a walk that leaves no trace.
     *
     * @param ys values computed inside
     * @param dys their upstream gradients, as seen from below; null where they are zero
     * @param retain whether the graph stays for another walk
     * @param xs leaves of this tape, or values computed from them
     * @return the gradient of each as seen from below; null if no value depends on it
     */
    public @Nullable Tensor[] gradients(List<Tensor> ys, @Nullable Tensor[] dys, boolean retain, List<Tensor> xs) {
        return BackwardWalk.gradients(nodes(ys), dys, false, retain, null, nodes(xs));
    }

    /**
     * The gradients of some tensors with respect to others, of the graph that they hang on, by a walk that leaves no
     * trace in leaves.
     *
     * @param y a value
     * @param dy its upstream gradient
     * @param xs leaves, or values, that it may have been computed from
     * @param differentiable whether the graph stays, and the gradients have a history of their own
     * @return the gradient of each; null if the value does not depend on it
     * @throws GradientException if the value or one of the others has no graph
     */
    public static @Nullable Tensor[] gradients(Tensor y, Tensor dy, List<Tensor> xs, boolean differentiable) {
        if (!(y instanceof TapeTensor value)) {
            throw new GradientException("gradients: " + y.type() + " was not computed from any leaf, or recording was"
                    + " off. Make a leaf with withGrad(), and compute from it outside Recording.off.");
        }
        for (int i = 0; i < xs.size(); i++) {
            if (!xs.get(i).requiresGrad()) {
                throw new GradientException(
                        "gradients: tensor " + i + ", " + xs.get(i).type() + ", is a constant, so"
                                + " nothing depends on it. Make a leaf of it with withGrad() before computing from it.");
            }
        }
        Tape tape = value.interpreter();
        Tensor upstream = differentiable ? dy : tape.lower(dy);
        return BackwardWalk.gradients(
                tape.nodes(List.of(y)), new Tensor[] {upstream}, differentiable, differentiable, null, tape.nodes(xs));
    }

    private List<@Nullable TensorNode> nodes(List<Tensor> tensors) {
        List<@Nullable TensorNode> nodes = new ArrayList<>();
        tensors.forEach(tensor -> nodes.add(node(tensor)));
        return nodes;
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
        return tensor instanceof TapeTensor own && isMine(own) ? own.primal() : tensor;
    }

    private @Nullable TensorNode node(Tensor tensor) {
        return tensor instanceof TapeTensor own && isMine(own) ? own.node() : null;
    }

    /** Tapes have no state, since graphs hang on their values: those of one level are one. */
    private boolean isMine(TapeTensor tensor) {
        return tensor.interpreter().level == level;
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
        if (level < Recording.from()) {
            return route(op, primals);
        }
        if (op instanceof Fused fused && !fused.isStated()) {
            return composed(fused, inputs);
        }
        if (op instanceof Primitive primitive) {
            Tensor[] values = route(op, primals);
            // After the values, so that what a walk reads one after the other stands together in memory.
            OpNode node = new OpNode(op, this, nodes, constants ? Eager.types(inputs) : null);
            node.keep(primitive, primals, values);
            return record(values, node, values);
        }
        OpNode node = new OpNode(op, this, nodes, Eager.types(inputs));
        DrawLog draws = new DrawLog();
        Tensor[] made = checked(op, draws.record(() -> op.forward(node, primals)));
        Tensor[] values = asSeenBelow(op, draws, made, primals);
        node.replaceKept(made, values, primals);
        Tensor[] outputs = record(values, node, new Tensor[values.length]);
        node.applied(inputs, Eager.types(outputs), () -> {
            OpNode again = new OpNode(op, this, nodes, Eager.types(inputs));
            again.replaceKept(draws.replay(() -> op.forward(again, inputs)), outputs, inputs);
            return again;
        });
        return outputs;
    }

    @Override
    public Tensor recorded(Tensor value, TensorNode node) {
        return new TapeTensor(this, value, node);
    }

    @Override
    public Tensor accumulated(Tensor sum, Tensor more) {
        return Eager.INSTANCE.accumulated(sum, more);
    }

    @Override
    public void settle(List<Tensor> gradients) {
        Eager.INSTANCE.settle(gradients);
    }

    private Tensor[] record(Tensor[] values, OpNode producer, Tensor[] outputs) {
        for (int i = 0; i < outputs.length; i++) {
            TensorType type = values[i].type();
            outputs[i] =
                    type.dtype().isFloating() ? new TapeTensor(this, values[i], producer.result(i, type)) : values[i];
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

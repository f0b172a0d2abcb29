package dev.adjoint.engine;

import dev.adjoint.Context;
import dev.adjoint.Derivation;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.OpNode;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Fused;
import dev.adjoint.random.DrawLog;
import dev.adjoint.shape.MethodName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries tangents along: forward mode. Each op's tangent is computed beside its value, by the interpreters below. */
public final class Forward extends EngineInterpreter {

    private final long level;

    private Forward(long level) {
        this.level = level;
    }

    /**
     * An interpreter above all those in force.
     *
     * @return a new floor
     */
    public static Forward next() {
        return new Forward(Depth.transformation());
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

    /**
     * A value that moves.
     *
     * @param primal the value
     * @param tangent the direction, of the value's type; null if it does not move
     * @return both as one tensor
     */
    public Tensor dual(Tensor primal, @Nullable Tensor tangent) {
        return tangent == null ? primal : new DualTensor(this, primal, tangent);
    }

    /**
     * How a value moves.
     *
     * @param tensor a result of code that ran inside
     * @return its tangent, or null if it does not depend on what moves
     */
    public @Nullable Tensor tangent(Tensor tensor) {
        return tensor instanceof DualTensor own && own.interpreter() == this ? own.tangent() : null;
    }

    @Override
    long level() {
        return level;
    }

    @Override
    public Tensor lower(Tensor tensor) {
        return tensor instanceof DualTensor own && own.interpreter() == this ? own.primal() : tensor;
    }

    @Override
    public Tensor[] apply(Op op, Tensor... inputs) {
        if (op instanceof Fused fused) {
            return composed(fused, inputs);
        }
        Tensor[] primals = new Tensor[inputs.length];
        @Nullable Tensor[] tangents = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            primals[i] = lower(inputs[i]);
            tangents[i] = tangent(inputs[i]);
        }
        Moment moment = new Moment(primals, tangents);
        @Nullable Tensor[] moves;
        if (op instanceof Primitive) {
            moment.outputs = route(op, primals);
            moves = checked(
                    op,
                    moment.outputs,
                    Derivation.during(op, Derivation.Mode.JVP, null, () -> op.jvp(moment, tangents)));
        } else {
            DrawLog draws = new DrawLog();
            Tensor[] made = checked(op, draws.record(() -> op.forward(moment, primals)));
            moment.outputs = asSeenBelow(op, draws, made, primals);
            OpNode.replace(moment.kept, made, moment.outputs, primals);
            @Nullable Tensor[] directions = filled(primals, tangents);
            moves = checked(
                    op,
                    moment.outputs,
                    Derivation.during(op, Derivation.Mode.JVP, null, () -> op.jvp(moment, directions)));
        }
        Tensor[] outputs = new Tensor[moment.outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            Tensor value = moment.outputs[i];
            outputs[i] = dual(value, value.dtype().isFloating() ? moves[i] : null);
        }
        return outputs;
    }

    /** Users' rules see zeros, not null, where an input does not move. */
    private static @Nullable Tensor[] filled(Tensor[] primals, @Nullable Tensor[] tangents) {
        @Nullable Tensor[] all = tangents.clone();
        for (int i = 0; i < all.length; i++) {
            TensorType type = primals[i].type();
            if (all[i] == null && type.dtype().isFloating()) {
                all[i] = Tensor.zeros(type.dtype(), type.shape().dims());
            }
        }
        return all;
    }

    private static @Nullable Tensor[] checked(Op op, Tensor[] values, @Nullable Tensor @Nullable [] moves) {
        if (moves == null || moves.length != values.length) {
            throw new GradientException(MethodName.of(op.name()) + ": jvp answered "
                    + (moves == null ? "null" : moves.length + " tangents") + " for " + values.length
                    + " outputs. Answer one for each, null where it is zero.");
        }
        for (int i = 0; i < values.length; i++) {
            Tensor move = moves[i];
            TensorType type = values[i].type();
            if (move != null && type.dtype().isFloating() && !move.type().equals(type)) {
                throw new GradientException(MethodName.of(op.name()) + ": jvp answered " + move.type() + " for output "
                        + i + ", which is " + type + ". A tangent has the type of its value.");
            }
        }
        return moves;
    }

    /**
     * The tangents of a user's op that has only a {@code backward}, by the double-vjp trick: the gradients that it
     * answers are linear in the upstream gradients {@code u}, so the derivative of their product with the tangents of
     * the inputs, by {@code u}, is the tangent of the outputs, whatever {@code u} is.
     */
    static @Nullable Tensor[] twiceBackward(Op op, Context context, @Nullable Tensor... tangents) {
        if (!(context instanceof Answered moment) || op instanceof Primitive) {
            throw new GradientException(MethodName.of(op.name()) + ": no forward-mode rule. Define jvp.");
        }
        Tape tape = Tape.next();
        Tensor[] values = moment.outputs();
        List<Tensor> leaves = new ArrayList<>();
        @Nullable Tensor[] upstream = new Tensor[values.length];
        for (int i = 0; i < values.length; i++) {
            TensorType type = values[i].type();
            if (type.dtype().isFloating()) {
                upstream[i] = tape.leaf(Tensor.ones(type.dtype(), type.shape().dims()));
                leaves.add(upstream[i]);
            }
        }
        @Nullable Tensor[] gradients = OpNode.checked(op, moment, tape.inside(() -> op.backward(moment, upstream)));
        List<Tensor> ys = new ArrayList<>();
        List<@Nullable Tensor> dys = new ArrayList<>();
        for (int i = 0; i < tangents.length; i++) {
            Tensor gradient = gradients[i];
            if (gradient != null && moment.needs(i)) {
                requireLanguage(op, tape, gradient);
                ys.add(gradient);
                dys.add(tangents[i]);
            }
        }
        @Nullable Tensor[] found = tape.gradients(ys, dys.toArray(Tensor[]::new), false, leaves);
        @Nullable Tensor[] moves = new Tensor[values.length];
        for (int i = 0, next = 0; i < values.length; i++) {
            moves[i] = upstream[i] == null ? null : found[next++];
        }
        return moves;
    }

    /** A gradient that does not depend on what it is linear in must be zero, or it was computed behind our back. */
    private static void requireLanguage(Op op, Tape tape, Tensor gradient) {
        Tensor any = gradient.ne(0).any();
        for (EngineInterpreter batch = of(any); batch instanceof Batch; batch = of(any)) {
            any = batch.lower(any).any();
        }
        if (tape.lower(gradient) == gradient && any.item() != 0) {
            throw new GradientException(
                    MethodName.of(op.name()) + ": no forward-mode rule, and none can be derived, since backward"
                            + " does not compute with tensor operations all the way. Define jvp.");
        }
    }

    @Override
    public void applyInto(Primitive op, Tensor[] inputs, Tensor... targets) {
        Eager.INSTANCE.applyInto(op, inputs, targets);
    }

    @Override
    public Tensor tensor(Array array) {
        return Eager.INSTANCE.tensor(array);
    }

    /** All that a rule may ask for: in forward mode nothing has to be kept for later. */
    private static final class Moment implements Answered {

        private final Tensor[] inputs;
        private final @Nullable Tensor[] tangents;
        private Tensor[] outputs = {};
        private Tensor[] kept = {};

        Moment(Tensor[] inputs, @Nullable Tensor[] tangents) {
            this.inputs = inputs;
            this.tangents = tangents;
        }

        @Override
        public void keep(Tensor... tensors) {
            Tensor[] all = new Tensor[kept.length + tensors.length];
            System.arraycopy(kept, 0, all, 0, kept.length);
            System.arraycopy(tensors, 0, all, kept.length, tensors.length);
            kept = all;
        }

        @Override
        public Tensor kept(int index) {
            return kept[index];
        }

        @Override
        public Tensor input(int index) {
            return inputs[index];
        }

        @Override
        public Tensor output(int index) {
            return outputs[index];
        }

        @Override
        public Tensor[] outputs() {
            return outputs;
        }

        @Override
        public TensorType inputType(int index) {
            return inputs[index].type();
        }

        @Override
        public int inputs() {
            return inputs.length;
        }

        @Override
        public boolean needs(int index) {
            return tangents[index] != null;
        }
    }
}

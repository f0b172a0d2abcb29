package dev.adjoint.engine;

import dev.adjoint.Context;
import dev.adjoint.Derivation;
import dev.adjoint.GradientException;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Carries tangents along: forward mode. Each op's tangent is computed beside its value, by the interpreters below. */
public final class Forward extends EngineInterpreter {

    private final int level;

    private Forward(int level) {
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
    int level() {
        return level;
    }

    @Override
    public Tensor lower(Tensor tensor) {
        return tensor instanceof DualTensor own && own.interpreter() == this ? own.primal() : tensor;
    }

    @Override
    public Tensor[] apply(Op op, Tensor... inputs) {
        Tensor[] primals = new Tensor[inputs.length];
        @Nullable Tensor[] tangents = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            primals[i] = lower(inputs[i]);
            tangents[i] = tangent(inputs[i]);
        }
        Moment moment = new Moment(primals, tangents);
        Tensor[] values = op instanceof Primitive ? route(op, primals) : op.forward(moment, primals);
        moment.outputs = values;
        @Nullable Tensor[] moves =
                Derivation.during(op, Derivation.Mode.JVP, null, () -> op.jvp(moment, tangents));
        check(op, moves, values);
        Tensor[] outputs = new Tensor[values.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = dual(values[i], values[i].dtype().isFloating() ? moves[i] : null);
        }
        return outputs;
    }

    private static void check(Op op, @Nullable Tensor[] moves, Tensor[] values) {
        if (moves.length != values.length) {
            throw new GradientException(op.name() + ": jvp answered " + moves.length + " tangents for " + values.length
                    + " outputs. Answer one for each, null where it is zero.");
        }
        for (int i = 0; i < moves.length; i++) {
            Tensor tangent = moves[i];
            if (tangent != null && !tangent.type().equals(values[i].type())) {
                throw new GradientException(op.name() + ": jvp answered " + tangent.type() + " for output " + i
                        + ", which is " + values[i].type() + ". A tangent has the type of its value.");
            }
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
    private static final class Moment implements Context {

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

package dev.adjoint.testkit;

import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.example.Example;
import dev.adjoint.random.Generator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ops that the derivatives of pointwise ops are made of: fused formulas that stand in no catalogue, yet run in every
 * backward pass. They are found by letting the rules run under an interpreter that notes what it is asked for.
 */
final class Derived {

    private Derived() {}

    /** The examples that both derivatives of a pointwise example consist of; none for other ops. */
    static List<Example> of(Example example) {
        if (!(example.op() instanceof PointwiseOp op) || !example.smooth()) {
            return List.of();
        }
        Tensor[] inputs = example.inputs().get();
        Tensor[] outputs = op.apply(inputs);
        Note note = new Note(Interpreter.current(), example, new ArrayList<>());
        Context context = new Moment(inputs, outputs);
        Interpreter.during(note, () -> op.backward(context, floating(outputs)));
        Interpreter.during(note, () -> op.jvp(context, floating(inputs)));
        return note.found;
    }

    /** Any numbers of the right types do as gradients: these are at hand, and not all alike. */
    private static @Nullable Tensor[] floating(Tensor[] tensors) {
        @Nullable Tensor[] gradients = new Tensor[tensors.length];
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] = tensors[i].dtype().isFloating() ? tensors[i] : null;
        }
        return gradients;
    }

    private record Note(Interpreter below, Example from, List<Example> found) implements Interpreter {

        @Override
        public Tensor[] apply(Op op, Tensor... inputs) {
            return dispatch(op, inputs);
        }

        @Override
        public Tensor[] dispatch(Op op, Tensor... inputs) {
            found.add(Example.of(from.label() + ", derivative", op, inputs::clone));
            return below.dispatch(op, inputs);
        }

        @Override
        public void applyInto(Primitive op, Tensor[] inputs, Tensor... targets) {
            below.applyInto(op, inputs, targets);
        }

        @Override
        public Tensor tensor(Array array) {
            return below.tensor(array);
        }

        @Override
        public Tensor uniform(Generator generator, TensorType type) {
            return below.uniform(generator, type);
        }

        @Override
        public Tensor normal(Generator generator, TensorType type) {
            return below.normal(generator, type);
        }

        @Override
        public Tensor lower(Tensor tensor) {
            return below.lower(tensor);
        }
    }

    /** One application, with everything kept. */
    private record Moment(Tensor[] arguments, Tensor[] results) implements Context {

        @Override
        public void keep(Tensor... tensors) {
            throw new UnsupportedOperationException("pointwise ops keep nothing by hand");
        }

        @Override
        public Tensor kept(int index) {
            throw new UnsupportedOperationException("pointwise ops keep nothing by hand");
        }

        @Override
        public Tensor input(int index) {
            return arguments[index];
        }

        @Override
        public Tensor output(int index) {
            return results[index];
        }

        @Override
        public TensorType inputType(int index) {
            return arguments[index].type();
        }

        @Override
        public int inputs() {
            return arguments.length;
        }

        @Override
        public boolean needs(int index) {
            return arguments[index].dtype().isFloating();
        }
    }
}

package dev.adjoint.engine;

import dev.adjoint.Context;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.graph.OpNode;
import dev.adjoint.shape.MethodName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A user's own op, done for all examples: its forward pass and its derivatives are themselves run on examples. It stays
 * one op to the interpreters below, so that a derivative taken there is the one that the user wrote.
 */
final class BatchedOp implements Op {

    private final Op op;
    private final long count;
    private final boolean[] mapped;

    BatchedOp(Op op, long count, boolean[] mapped) {
        this.op = op;
        this.count = count;
        this.mapped = mapped;
    }

    @Override
    public String name() {
        return op.name();
    }

    @Override
    public Tensor[] forward(Context context, Tensor... inputs) {
        Batch batch = Batch.next(count);
        Tensor[] examples = inputs.clone();
        for (int i = 0; i < examples.length; i++) {
            examples[i] = mapped[i] ? batch.example(inputs[i]) : inputs[i];
        }
        Tensor[] outputs = EngineInterpreter.checked(
                        op, batch.inside(() -> op.forward(new Each(batch, context), examples)))
                .clone();
        Arrays.setAll(outputs, i -> batch.all(outputs[i]));
        return outputs;
    }

    /** An input that is the same for all examples gets the sum of their gradients. */
    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Batch batch = Batch.next(count);
        @Nullable Tensor[] each = new Tensor[upstream.length];
        for (int i = 0; i < each.length; i++) {
            Tensor dy = upstream[i];
            each[i] = dy == null ? null : batch.example(dy);
        }
        Each application = new Each(batch, context);
        @Nullable
        Tensor[] gradients = OpNode.checked(op, application, batch.inside(() -> op.backward(application, each)));
        @Nullable Tensor[] sums = all(batch, gradients);
        for (int i = 0; i < sums.length; i++) {
            Tensor dx = sums[i];
            sums[i] = dx == null || mapped[i] ? dx : dx.sum(0);
        }
        return sums;
    }

    @Override
    public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        Batch batch = Batch.next(count);
        @Nullable Tensor[] each = new Tensor[tangents.length];
        for (int i = 0; i < each.length; i++) {
            Tensor dx = tangents[i];
            each[i] = dx != null && mapped[i] ? batch.example(dx) : dx;
        }
        return all(batch, batch.inside(() -> op.jvp(new Each(batch, context), each)));
    }

    private static @Nullable Tensor[] all(Batch batch, @Nullable Tensor[] tensors) {
        @Nullable Tensor[] all = new Tensor[tensors.length];
        for (int i = 0; i < all.length; i++) {
            Tensor tensor = tensors[i];
            all[i] = tensor == null ? null : batch.all(tensor);
        }
        return all;
    }

    /** What is kept is kept of all examples; the op sees one. */
    private final class Each implements Answered {

        private final Batch batch;
        private final Context all;

        Each(Batch batch, Context all) {
            this.batch = batch;
            this.all = all;
        }

        @Override
        public void keep(Tensor... tensors) {
            Tensor[] kept = new Tensor[tensors.length];
            for (int i = 0; i < kept.length; i++) {
                kept[i] = batch.all(tensors[i]);
            }
            all.keep(kept);
        }

        @Override
        public Tensor kept(int index) {
            return batch.example(all.kept(index));
        }

        @Override
        public Tensor input(int index) {
            return mapped[index] ? batch.example(all.input(index)) : all.input(index);
        }

        @Override
        public Tensor output(int index) {
            return batch.example(all.output(index));
        }

        @Override
        public Tensor[] outputs() {
            if (!(all instanceof Answered answered)) {
                throw new IllegalStateException(
                        MethodName.of(op.name()) + ": asked for outputs that are not computed yet.");
            }
            Tensor[] outputs = answered.outputs().clone();
            Arrays.setAll(outputs, i -> batch.example(outputs[i]));
            return outputs;
        }

        @Override
        public TensorType inputType(int index) {
            TensorType type = all.inputType(index);
            return mapped[index] ? type.with(type.shape().remove(0)) : type;
        }

        @Override
        public int inputs() {
            return all.inputs();
        }

        @Override
        public boolean needs(int index) {
            return all.needs(index);
        }
    }
}

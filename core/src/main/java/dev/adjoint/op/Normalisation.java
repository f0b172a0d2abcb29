package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import org.jspecify.annotations.Nullable;

/** The softmax kinds: exponentials along an axis, made to sum to one; shifted by the greatest, so nothing overflows. */
public sealed interface Normalisation extends Primitive {

    /**
     * The axis that is normalised.
     *
     * @return which axis
     */
    int axis();

    /**
     * The same along another axis.
     *
     * @param other which axis
     * @return an op of the same kind
     */
    Normalisation along(int other);

    /**
     * One result.
     *
     * @param shifted the element less the greatest one
     * @param sum the sum of the exponentials of all shifted elements
     * @return the normalised element
     */
    double normalise(double shifted, double sum);

    @Override
    default TensorType[] infer(TensorType... inputs) {
        Reference.requireFloating(name(), inputs[0].dtype());
        inputs[0].shape().axis(axis());
        return new TensorType[] {inputs[0]};
    }

    @Override
    default Tensor[] batched(Mapped inputs) {
        return along(axis() + 1).apply(inputs.each());
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.OUTPUTS;
    }

    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Array x = inputs[0];
        Array y = outputs[0];
        long length = x.shape().dim(axis());
        if (length == 0) {
            return;
        }
        long from = x.layout().stride(axis());
        long to = y.layout().stride(axis());
        Layout[] lines = {x.layout().select(axis(), 0), y.layout().select(axis(), 0)};
        Strided.forEach(lines[0].shape(), lines, at -> {
            double greatest = Double.NEGATIVE_INFINITY;
            for (long i = 0; i < length; i++) {
                greatest = Math.max(greatest, x.doubleAt(at[0] + i * from));
            }
            double sum = 0;
            for (long i = 0; i < length; i++) {
                sum += Math.exp(x.doubleAt(at[0] + i * from) - greatest);
            }
            for (long i = 0; i < length; i++) {
                y.setDouble(at[1] + i * to, normalise(x.doubleAt(at[0] + i * from) - greatest, sum));
            }
        });
    }

    /**
     * {@code y = e^x / sum(e^x)}; {@code dx = y * (dy - sum(y * dy))}.
     *
     * @param axis the axis that is normalised
     */
    record Softmax(int axis) implements Normalisation {
        @Override
        public String name() {
            return "softmax";
        }

        @Override
        public Softmax along(int other) {
            return new Softmax(other);
        }

        @Override
        public double normalise(double shifted, double sum) {
            return Math.exp(shifted) / sum;
        }

        /** The Jacobian is symmetric, so it serves both modes. */
        private @Nullable Tensor[] symmetric(Tensor y, @Nullable Tensor d) {
            return d == null ? new Tensor[1] : new SoftmaxGradient(axis, false, 1).apply(d, y);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return symmetric(context.output(0), upstream[0]);
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            return symmetric(context.output(0), tangents[0]);
        }
    }

    /**
     * {@code y = x - log(sum(e^x))}; {@code dx = dy - e^y * sum(dy)}.
     *
     * @param axis the axis that is normalised
     */
    record LogSoftmax(int axis) implements Normalisation {
        @Override
        public String name() {
            return "log_softmax";
        }

        @Override
        public LogSoftmax along(int other) {
            return new LogSoftmax(other);
        }

        @Override
        public double normalise(double shifted, double sum) {
            return shifted - Math.log(sum);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            return dy == null ? new Tensor[1] : new SoftmaxGradient(axis, true, 1).apply(dy, context.output(0));
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            Tensor y = context.output(0);
            return new Tensor[] {
                dx == null ? null : dx.sub(Chain.times(dx, y.exp()).sumKeep(axis))
            };
        }
    }
}

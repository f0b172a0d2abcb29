package dev.adjoint.op;

import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/** The position of an extremum along an axis, the first one at a tie; a NaN counts as the extremum. No gradient. */
public sealed interface ArgExtremum extends Primitive {

    /**
     * The axis that is searched.
     *
     * @return which axis
     */
    int axis();

    /**
     * The same search along another axis.
     *
     * @param other which axis
     * @return an op of the same kind
     */
    ArgExtremum along(int other);

    /**
     * Whether an element beats the best one so far.
     *
     * @param x the element
     * @param best the best so far
     * @return true if it is strictly better
     */
    boolean beats(double x, double best);

    /**
     * The same for whole numbers, which a double may not tell apart.
     *
     * @param x the element
     * @param best the best so far
     * @return true if it is strictly better
     */
    boolean beats(long x, long best);

    @Override
    default TensorType[] infer(TensorType... inputs) {
        if (inputs[0].shape().dim(axis()) == 0) {
            throw new ShapeException(MethodName.of(name()) + ": no position along an axis of length 0: "
                    + inputs[0].shape() + ", axis " + axis() + ". Check for emptiness first.");
        }
        return new TensorType[] {
            inputs[0].with(inputs[0].shape().remove(axis())).with(DType.INT64)
        };
    }

    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Array x = inputs[0];
        Array y = outputs[0];
        long length = x.shape().dim(axis());
        long stride = x.layout().stride(axis());
        Strided.forEach(y.shape(), new Layout[] {x.layout().select(axis(), 0), y.layout()}, at -> {
            long found = 0;
            for (long i = 1; i < length; i++) {
                if (beats(x, at[0] + i * stride, at[0] + found * stride)) {
                    found = i;
                }
            }
            y.setLong(at[1], found);
        });
    }

    private boolean beats(Array x, long at, long bestAt) {
        if (!x.dtype().isFloating()) {
            return beats(x.longAt(at), x.longAt(bestAt));
        }
        double value = x.doubleAt(at);
        double best = x.doubleAt(bestAt);
        return !Double.isNaN(best) && (beats(value, best) || Double.isNaN(value));
    }

    @Override
    default Tensor[] batched(Mapped inputs) {
        return along(axis() + 1).apply(inputs.each());
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        return new Tensor[1];
    }

    @Override
    default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
        return new Tensor[1];
    }

    /**
     * The position of the greatest element.
     *
     * @param axis the axis that is searched
     */
    record ArgMax(int axis) implements ArgExtremum {
        @Override
        public String name() {
            return "argmax";
        }

        @Override
        public ArgMax along(int other) {
            return new ArgMax(other);
        }

        @Override
        public boolean beats(double x, double best) {
            return x > best;
        }

        @Override
        public boolean beats(long x, long best) {
            return x > best;
        }
    }

    /**
     * The position of the least element.
     *
     * @param axis the axis that is searched
     */
    record ArgMin(int axis) implements ArgExtremum {
        @Override
        public String name() {
            return "argmin";
        }

        @Override
        public ArgMin along(int other) {
            return new ArgMin(other);
        }

        @Override
        public boolean beats(double x, double best) {
            return x < best;
        }

        @Override
        public boolean beats(long x, long best) {
            return x < best;
        }
    }
}

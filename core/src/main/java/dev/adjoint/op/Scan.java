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
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import org.jspecify.annotations.Nullable;

/** Running results along an axis: at each position, of the elements up to there. The shape stays. */
public sealed interface Scan extends Primitive {

    /**
     * The axis that is run along.
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
    Scan along(int other);

    /**
     * Runs along one line.
     *
     * @param x the elements
     * @param from where the line begins in them
     * @param y the results
     * @param to where the line begins in them
     */
    void line(Array x, long from, Array y, long to);

    @Override
    default Tensor[] batched(Mapped inputs) {
        return along(axis() + 1).apply(inputs.each());
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }

    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Array x = inputs[0];
        Array y = outputs[0];
        if (x.size() > 0) {
            Layout[] lines = {x.layout().select(axis(), 0), y.layout().select(axis(), 0)};
            Strided.forEach(lines[0].shape(), lines, at -> line(x, at[0], y, at[1]));
        }
    }

    /**
     * The running sum, forwards or backwards: each is the transpose of the other. Of int, uint8 and bool elements it is an
     * int64; floating ones are summed in double.
     *
     * @param axis the axis that is run along
     * @param reversed whether it starts at the end
     */
    record CumSum(int axis, boolean reversed) implements Scan, LinearOp {
        @Override
        public String name() {
            return "cumsum";
        }

        @Override
        public CumSum along(int other) {
            return new CumSum(other, reversed);
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            inputs[0].shape().axis(axis);
            return new TensorType[] {inputs[0].dtype().isFloating() ? inputs[0] : inputs[0].with(DType.INT64)};
        }

        @Override
        public void line(Array x, long from, Array y, long to) {
            long length = x.shape().dim(axis);
            long in = x.layout().stride(axis);
            long out = y.layout().stride(axis);
            boolean floating = x.dtype().isFloating();
            double sum = 0;
            long whole = 0;
            for (long i = 0; i < length; i++) {
                long place = reversed ? length - 1 - i : i;
                if (floating) {
                    sum += x.doubleAt(from + place * in);
                    y.setDouble(to + place * out, sum);
                } else {
                    whole += x.longAt(from + place * in);
                    y.setLong(to + place * out, whole);
                }
            }
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new CumSum(axis, !reversed).apply(dy);
        }
    }

    /**
     * The position of the extremum so far, the last one at a tie; a NaN counts as the extremum. No gradient: that of the
     * extremum itself goes through these positions.
     *
     * @param axis the axis that is run along
     * @param greatest whether it is the maximum, else the minimum
     */
    record CumArg(int axis, boolean greatest) implements Scan {
        @Override
        public String name() {
            return greatest ? "cum_argmax" : "cum_argmin";
        }

        @Override
        public CumArg along(int other) {
            return new CumArg(other, greatest);
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            inputs[0].shape().axis(axis);
            if (inputs[0].dtype() == DType.BOOL) {
                throw new DTypeException(
                        MethodName.of(name()) + ": bool has no order. Cast first: x.cast(DType.UINT8).");
            }
            return new TensorType[] {inputs[0].with(DType.INT64)};
        }

        @Override
        public void line(Array x, long from, Array y, long to) {
            long stride = x.layout().stride(axis);
            long found = 0;
            for (long i = 0; i < x.shape().dim(axis); i++) {
                if (reaches(x, from + i * stride, from + found * stride)) {
                    found = i;
                }
                y.setLong(to + i * y.layout().stride(axis), found);
            }
        }

        private boolean reaches(Array x, long at, long bestAt) {
            if (!x.dtype().isFloating()) {
                return greatest ? x.longAt(at) >= x.longAt(bestAt) : x.longAt(at) <= x.longAt(bestAt);
            }
            double value = x.doubleAt(at);
            double best = x.doubleAt(bestAt);
            return Double.isNaN(value) || !Double.isNaN(best) && (greatest ? value >= best : value <= best);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            return new Tensor[1];
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            return new Tensor[1];
        }
    }
}

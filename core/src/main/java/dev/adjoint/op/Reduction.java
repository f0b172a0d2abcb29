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
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many elements to one, over some axes, which are gone from the result. Sums are computed in double and have
 * {@link Movement.Expand} as their transpose.
 */
public sealed interface Reduction extends Primitive {

    /**
     * The axes that are reduced.
     *
     * @return distinct axes in ascending order
     */
    List<Integer> axes();

    /**
     * The same reduction over other axes.
     *
     * @param other which axes
     * @return an op of the same kind
     */
    Reduction over(List<Integer> other);

    /**
     * The value over no element at all.
     *
     * @return the neutral element of {@link #combine}
     */
    double start();

    /**
     * One more element.
     *
     * @param sum what the elements so far gave
     * @param x the element
     * @return what they give together
     */
    double combine(double sum, double x);

    @Override
    default TensorType[] infer(TensorType... inputs) {
        return new TensorType[] {
            inputs[0].with(inputs[0].shape().remove(Reference.ints(axes()))),
        };
    }

    @Override
    default Tensor[] batched(Mapped inputs) {
        return over(Reference.shifted(axes())).apply(inputs.each());
    }

    @Override
    default void evaluate(Array[] inputs, Array[] outputs) {
        Array x = inputs[0];
        Array y = outputs[0];
        double[] sums = new double[Math.toIntExact(y.size())];
        Arrays.fill(sums, start());
        Layout places = Reference.stretched(Layout.contiguous(y.shape()), axes(), x.shape());
        Strided.forEach(
                x.shape(),
                new Layout[] {x.layout(), places},
                at -> sums[(int) at[1]] = combine(sums[(int) at[1]], x.doubleAt(at[0])));
        Layout[] layouts = {y.layout(), Layout.contiguous(y.shape())};
        Strided.forEach(y.shape(), layouts, at -> y.setDouble(at[0], sums[(int) at[1]]));
    }

    /** Brings a reduced tensor back to the shape of the input, repeated along the reduced axes. */
    private static Tensor spread(Tensor reduced, List<Integer> axes, Shape full) {
        return reduced.reshape(full.keep(Reference.ints(axes)).dims()).expand(full.dims());
    }

    /**
     * The sum. Of int, uint8 and bool elements it is an int64.
     *
     * @param axes the axes that are reduced
     */
    record Sum(List<Integer> axes) implements Reduction {
        @Override
        public String name() {
            return "sum";
        }

        @Override
        public Sum over(List<Integer> other) {
            return new Sum(other);
        }

        @Override
        public double start() {
            return 0;
        }

        @Override
        public double combine(double sum, double x) {
            return sum + x;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            TensorType[] types = Reduction.super.infer(inputs);
            return types[0].dtype().isFloating() ? types : new TensorType[] {types[0].with(DType.INT64)};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            if (inputs[0].dtype().isFloating()) {
                Reduction.super.evaluate(inputs, outputs);
                return;
            }
            Array x = inputs[0];
            Array y = outputs[0];
            Reference.fill(y, 0);
            Layout[] layouts = {x.layout(), Reference.stretched(y.layout(), axes, x.shape())};
            Strided.forEach(x.shape(), layouts, at -> y.setLong(at[1], y.longAt(at[1]) + x.longAt(at[0])));
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.NOTHING;
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            return new Tensor[] {
                dy == null ? null : spread(dy, axes, context.inputType(0).shape())
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return dx == null ? new Tensor[1] : apply(dx);
        }
    }

    /** An extremum; elements that tie share the gradient equally. */
    sealed interface Extremum extends Reduction {
        @Override
        default TensorType[] infer(TensorType... inputs) {
            if (inputs[0].dtype() == DType.BOOL) {
                throw new DTypeException(
                        MethodName.of(name()) + ": bool has no order. Use any(...) or all(...), or cast first.");
            }
            requireElements(inputs[0].shape());
            return Reduction.super.infer(inputs);
        }

        private void requireElements(Shape shape) {
            for (int axis : axes()) {
                if (shape.dim(axis) == 0) {
                    throw new ShapeException(MethodName.of(name()) + ": no value over an axis of length 0: " + shape
                            + ", axis " + axis + ". Check for emptiness first, or pad.");
                }
            }
        }

        @Override
        default Keeps keeps(long needed) {
            return Keeps.EVERYTHING;
        }

        /**
         * The better of two whole numbers, which a double may not tell apart.
         *
         * @param best the best so far
         * @param x the element
         * @return one of them
         */
        long better(long best, long x);

        @Override
        default void evaluate(Array[] inputs, Array[] outputs) {
            if (inputs[0].dtype().isFloating()) {
                Reduction.super.evaluate(inputs, outputs);
                return;
            }
            Array x = inputs[0];
            Array y = outputs[0];
            // Java's casts take an infinity to the end of each integer type's range.
            Reference.fill(y, start());
            Layout[] layouts = {x.layout(), Reference.stretched(y.layout(), axes(), x.shape())};
            Strided.forEach(x.shape(), layouts, at -> y.setLong(at[1], better(y.longAt(at[1]), x.longAt(at[0]))));
        }

        /** A change of each element as a part of it, where the extremum is reached: one over the number of ties, else zero. */
        private Tensor shared(Context context, Tensor change) {
            Tensor x = context.input(0);
            Tensor reached = Ties.REACHED.apply(x, spread(context.output(0), axes(), x.shape()));
            Tensor count = new Sum(axes()).apply(reached)[0];
            return Ties.SHARED.apply(change, reached, spread(count, axes(), x.shape()));
        }

        @Override
        default @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            Shape full = context.inputType(0).shape();
            return new Tensor[] {dy == null ? null : shared(context, spread(dy, axes(), full))};
        }

        @Override
        default @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return dx == null ? new Tensor[1] : new Sum(axes()).apply(shared(context, dx));
        }
    }

    /**
     * The greatest element; NaN if any is.
     *
     * @param axes the axes that are reduced
     */
    record Max(List<Integer> axes) implements Extremum {
        @Override
        public String name() {
            return "max";
        }

        @Override
        public Max over(List<Integer> other) {
            return new Max(other);
        }

        @Override
        public double start() {
            return Double.NEGATIVE_INFINITY;
        }

        @Override
        public double combine(double sum, double x) {
            return Math.max(sum, x);
        }

        @Override
        public long better(long best, long x) {
            return Math.max(best, x);
        }
    }

    /**
     * The least element; NaN if any is.
     *
     * @param axes the axes that are reduced
     */
    record Min(List<Integer> axes) implements Extremum {
        @Override
        public String name() {
            return "min";
        }

        @Override
        public Min over(List<Integer> other) {
            return new Min(other);
        }

        @Override
        public double start() {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public double combine(double sum, double x) {
            return Math.min(sum, x);
        }

        @Override
        public long better(long best, long x) {
            return Math.min(best, x);
        }
    }

    /** A question about truth values. */
    sealed interface Quantifier extends Reduction {
        @Override
        default TensorType[] infer(TensorType... inputs) {
            if (inputs[0].dtype() != DType.BOOL) {
                throw new DTypeException(MethodName.of(name()) + ": needs a bool tensor, not " + inputs[0].dtype()
                        + ". Compare first: x.gt(0), x.ne(0).");
            }
            return Reduction.super.infer(inputs);
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
    }

    /**
     * Whether any element is true.
     *
     * @param axes the axes that are reduced
     */
    record Any(List<Integer> axes) implements Quantifier {
        @Override
        public String name() {
            return "any";
        }

        @Override
        public Any over(List<Integer> other) {
            return new Any(other);
        }

        @Override
        public double start() {
            return 0;
        }

        @Override
        public double combine(double sum, double x) {
            return Math.max(sum, x);
        }
    }

    /**
     * Whether every element is true.
     *
     * @param axes the axes that are reduced
     */
    record All(List<Integer> axes) implements Quantifier {
        @Override
        public String name() {
            return "all";
        }

        @Override
        public All over(List<Integer> other) {
            return new All(other);
        }

        @Override
        public double start() {
            return 1;
        }

        @Override
        public double combine(double sum, double x) {
            return Math.min(sum, x);
        }
    }
}

package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same elements arranged otherwise. All are linear, and each one's transpose is in the family: reshape with
 * reshape, permute with permute, flip with flip, expand with {@link Reduction.Sum}, slice with pad, diagonal with
 * diagonal matrix, concat with slices.
 */
public sealed interface Movement extends LinearOp {

    /**
     * The same elements in row-major order under another shape.
     *
     * @param shape the shape of the result
     */
    record Reshape(Shape shape) implements Movement, View {
        @Override
        public String name() {
            return "reshape";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Reshape(shape.insert(0, inputs.count())).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            if (inputs[0].shape().size() != shape.size()) {
                throw new ShapeException("reshape: " + inputs[0].shape() + " has "
                        + inputs[0].shape().size()
                        + " elements, " + shape + " has " + shape.size()
                        + ". Give lengths with the same product; one may be -1.");
            }
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public @Nullable Layout view(Layout layout) {
            return layout.reshape(shape);
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new Tensor[] {dy.reshape(context.inputType(0).shape().dims())};
        }
    }

    /**
     * The axes in another order.
     *
     * @param order for each axis of the result, which axis of the input it is
     */
    record Permute(List<Integer> order) implements Movement, View {
        @Override
        public String name() {
            return "permute";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            List<Integer> shifted = new ArrayList<>(Reference.shifted(order));
            shifted.addFirst(0);
            return new Permute(shifted).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Layout layout = view(Layout.contiguous(inputs[0].shape()));
            return new TensorType[] {inputs[0].with(layout.shape())};
        }

        @Override
        public Layout view(Layout layout) {
            return layout.permute(Reference.ints(order));
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            int[] inverse = new int[order.size()];
            for (int i = 0; i < inverse.length; i++) {
                inverse[order.get(i)] = i;
            }
            return new Tensor[] {dy.permute(inverse)};
        }
    }

    /**
     * Repeated along axes of length 1 and along new leading axes.
     *
     * @param shape the shape of the result
     */
    record Expand(Shape shape) implements Movement, View {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            Shape aligned = inputs.shape(0);
            while (aligned.rank() < shape.rank()) {
                aligned = aligned.insert(0, 1);
            }
            Tensor x = inputs.input(0).reshape(aligned.insert(0, inputs.count()).dims());
            return new Expand(shape.insert(0, inputs.count())).apply(x);
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            view(Layout.contiguous(inputs[0].shape()));
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public Layout view(Layout layout) {
            return layout.expand(shape);
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            Shape from = context.inputType(0).shape();
            int lead = shape.rank() - from.rank();
            List<Integer> stretched = new ArrayList<>();
            for (int axis = 0; axis < shape.rank(); axis++) {
                if (axis < lead || (from.dim(axis - lead) == 1 && shape.dim(axis) != 1)) {
                    stretched.add(axis);
                }
            }
            Tensor sum = stretched.isEmpty() ? dy : dy.sum(Reference.ints(stretched));
            return new Tensor[] {sum.reshape(from.dims())};
        }
    }

    /**
     * Every step-th position of a range along an axis.
     *
     * @param axis which axis
     * @param from the first position
     * @param to the position after the last
     * @param step the distance between positions
     */
    record Slice(int axis, long from, long to, long step) implements Movement, View {
        @Override
        public String name() {
            return "slice";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Slice(axis + 1, from, to, step).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Layout layout = view(Layout.contiguous(inputs[0].shape()));
            return new TensorType[] {inputs[0].with(layout.shape())};
        }

        @Override
        public Layout view(Layout layout) {
            return layout.slice(axis, from, to, step);
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            long length = context.inputType(0).shape().dim(axis);
            long count = dy.dim(axis);
            long last = count == 0 ? from : from + (count - 1) * step + 1;
            return new Pad(axis, from, length - last, step - 1).apply(dy);
        }
    }

    /**
     * Zeros added along an axis: before, after, and between each two elements.
     *
     * @param axis which axis
     * @param before how many before the first
     * @param after how many after the last
     * @param between how many between neighbours
     */
    record Pad(int axis, long before, long after, long between) implements Movement {

        /** Refuses negative padding. */
        public Pad {
            if (before < 0 || after < 0 || between < 0) {
                throw new ShapeException("pad: negative padding (" + before + " before, " + after + " after, " + between
                        + " between). Use slice to make a tensor shorter.");
            }
        }

        @Override
        public String name() {
            return "pad";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Pad(axis + 1, before, after, between).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            long length = inputs[0].shape().dim(axis);
            long inner = length == 0 ? 0 : (length - 1) * (between + 1) + 1;
            return new TensorType[] {inputs[0].with(inputs[0].shape().with(axis, before + inner + after))};
        }

        /**
         * Where the elements of the input stand in the output.
         *
         * @param output the layout of the output
         * @param length the length of the input along the axis
         * @return a view of the output in the shape of the input
         */
        public Layout inner(Layout output, long length) {
            long to = length == 0 ? before : before + (length - 1) * (between + 1) + 1;
            return output.slice(axis, before, to, between + 1);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Reference.fill(outputs[0], 0);
            Layout inner = inner(outputs[0].layout(), inputs[0].shape().dim(axis));
            Reference.copy(inputs[0], outputs[0].with(inner));
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            long length = context.inputType(0).shape().dim(axis);
            long to = length == 0 ? before : before + (length - 1) * (between + 1) + 1;
            return new Tensor[] {dy.slice(axis, before, to, between + 1)};
        }
    }

    /**
     * The order along some axes reversed.
     *
     * @param axes which axes
     */
    record Flip(List<Integer> axes) implements Movement, View {
        @Override
        public String name() {
            return "flip";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Flip(Reference.shifted(axes)).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return new TensorType[] {inputs[0]};
        }

        @Override
        public Layout view(Layout layout) {
            Layout flipped = layout;
            for (int axis : axes) {
                flipped = flipped.flip(axis);
            }
            return flipped;
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return apply(dy);
        }
    }

    /**
     * The elements {@code (i, i + offset)} of each matrix that two axes span, along a new last axis.
     *
     * @param offset how far above the main diagonal; below it if negative
     * @param a the axis of the rows
     * @param b the axis of the columns
     */
    record Diagonal(long offset, int a, int b) implements Movement, View {
        @Override
        public String name() {
            return "diagonal";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Diagonal(offset, a + 1, b + 1).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Layout layout = view(Layout.contiguous(inputs[0].shape()));
            return new TensorType[] {inputs[0].with(layout.shape())};
        }

        @Override
        public Layout view(Layout layout) {
            return layout.diagonal(offset, a, b);
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            Shape from = context.inputType(0).shape();
            return new DiagonalMatrix(offset, a, b, from.dim(a), from.dim(b)).apply(dy);
        }
    }

    /**
     * Zeros in matrices that two axes span, but for one diagonal, which the last axis of the input fills.
     *
     * @param offset how far above the main diagonal; below it if negative
     * @param a the axis of the rows in the result
     * @param b the axis of the columns in the result
     * @param rows how many rows
     * @param columns how many columns
     */
    record DiagonalMatrix(long offset, int a, int b, long rows, long columns) implements Movement {
        @Override
        public String name() {
            return "diagonal_matrix";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new DiagonalMatrix(offset, a + 1, b + 1, rows, columns).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape from = inputs[0].shape();
            Shape to = from.remove(-1);
            to = a < b
                    ? to.insert(a, rows).insert(b, columns)
                    : to.insert(b, columns).insert(a, rows);
            Shape filled = Layout.contiguous(to).diagonal(offset, a, b).shape();
            if (!filled.equals(from)) {
                throw new ShapeException("diagonalMatrix: diagonal " + offset + " of " + to + " has the shape " + filled
                        + ", not " + from + ". Give as many elements as the diagonal has.");
            }
            return new TensorType[] {inputs[0].with(to)};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Reference.fill(outputs[0], 0);
            Reference.copy(inputs[0], outputs[0].with(outputs[0].layout().diagonal(offset, a, b)));
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new Diagonal(offset, a, b).apply(dy);
        }
    }

    /**
     * The matrices that the last two axes span with one of their triangles alone, and zeros elsewhere, whatever stood there.
     *
     * @param diagonal the last diagonal that is kept: 0 is the main one, 1 the one above it
     * @param upper whether what lies on it and above is kept, else what lies on it and below
     */
    record Triangle(long diagonal, boolean upper) implements Movement {
        @Override
        public String name() {
            return upper ? "triu" : "tril";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            if (inputs[0].shape().rank() < 2) {
                throw new ShapeException(
                        MethodName.of(name()) + ": " + inputs[0].shape() + " is no matrix. Give [.., rows, columns].");
            }
            return new TensorType[] {inputs[0]};
        }

        /**
         * The first column of a row that is kept.
         *
         * @param row which row
         * @param columns how many columns there are
         * @return a column, or their number if none is kept
         */
        public long first(long row, long columns) {
            return upper ? Math.clamp(row + diagonal, 0, columns) : 0;
        }

        /**
         * The column after the last that is kept.
         *
         * @param row which row
         * @param columns how many columns there are
         * @return a column, or their number, or 0 if none is kept
         */
        public long last(long row, long columns) {
            return upper ? columns : Math.clamp(row + diagonal + 1, 0, columns);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array x = inputs[0];
            Array y = outputs[0];
            Reference.fill(y, 0);
            int rank = x.shape().rank();
            long columns = x.shape().dim(-1);
            long[] row = new long[rank];
            long[] column = new long[rank];
            row[rank - 2] = 1;
            column[rank - 1] = 1;
            Layout[] layouts = {x.layout(), y.layout(), Layout.of(x.shape(), row, 0), Layout.of(x.shape(), column, 0)};
            Strided.forEach(x.shape(), layouts, at -> {
                if (at[3] >= first(at[2], columns) && at[3] < last(at[2], columns)) {
                    Reference.move(x, at[0], y, at[1]);
                }
            });
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return apply(dy);
        }
    }

    /** In row-major order: the same memory if it stands so already, else a copy. */
    record Contiguous() implements Movement, View {
        @Override
        public String name() {
            return "contiguous";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return new TensorType[] {inputs[0]};
        }

        @Override
        public @Nullable Layout view(Layout layout) {
            return layout.isContiguous() ? layout : null;
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new Tensor[] {dy};
        }
    }

    /** A copy in row-major order. */
    record Copy() implements Movement {
        @Override
        public String name() {
            return "copy";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            return new TensorType[] {inputs[0]};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Reference.copy(inputs[0], outputs[0]);
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new Tensor[] {dy};
        }
    }

    /**
     * One tensor after the other along an axis.
     *
     * @param axis which axis
     */
    record Concat(int axis) implements Movement {
        @Override
        public String name() {
            return "concat";
        }

        @Override
        public Arity arity() {
            return Arity.SOME;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Concat(axis + 1).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            long length = 0;
            for (TensorType input : inputs) {
                Reference.requireSame(name(), inputs[0].dtype(), input.dtype());
                if (input.shape().rank() != inputs[0].shape().rank()
                        || !input.shape().with(axis, 0).equals(inputs[0].shape().with(axis, 0))) {
                    throw new ShapeException("concat: shapes differ outside axis " + axis + ": " + inputs[0].shape()
                            + " and " + input.shape() + ". Make the other axes equal first.");
                }
                length += input.shape().dim(axis);
            }
            return new TensorType[] {inputs[0].with(inputs[0].shape().with(axis, length))};
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            long from = 0;
            for (Array input : inputs) {
                long to = from + input.shape().dim(axis);
                Reference.copy(input, outputs[0].with(outputs[0].layout().slice(axis, from, to, 1)));
                from = to;
            }
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            Tensor[] parts = new Tensor[context.inputs()];
            long from = 0;
            for (int i = 0; i < parts.length; i++) {
                long to = from + context.inputType(i).shape().dim(axis);
                parts[i] = dy.slice(axis, from, to);
                from = to;
            }
            return parts;
        }

        /** A tangent of zero must still be as long as its part. */
        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor[] parts = new Tensor[tangents.length];
            for (int i = 0; i < parts.length; i++) {
                TensorType type = context.inputType(i);
                Tensor tangent = tangents[i];
                parts[i] = tangent != null
                        ? tangent
                        : Tensor.zeros(type.dtype(), type.shape().dims());
            }
            return apply(parts);
        }
    }

    @Override
    default Keeps keeps(long needed) {
        return Keeps.NOTHING;
    }
}

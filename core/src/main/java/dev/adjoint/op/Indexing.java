package dev.adjoint.op;

import dev.adjoint.Arity;
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
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Elements chosen by an integer tensor. Gather and scatter-add are each other's transposes, and so are taking slices
 * and adding them; scatter is both together with itself. Indices are checked before anything is read or written.
 */
public sealed interface Indexing extends Primitive {

    /** For each example its indices {@code [count, ..]} in a row along an axis, the same for all elements beside it. */
    private static Tensor lines(Tensor index, Shape shape, int axis) {
        Shape row = Shape.of(index.dim(0));
        while (row.rank() < shape.rank()) {
            row = row.insert(1, 1);
        }
        return index.reshape(row.with(axis, shape.dim(axis)).dims()).expand(shape.dims());
    }

    /**
     * Elements along an axis: inputs {@code x} and {@code index}.
     *
     * @param axis which axis the indices point along
     */
    record Gather(int axis) implements Indexing {
        @Override
        public String name() {
            return "gather";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Gather(axis + 1).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Indices.requireIndex(name(), inputs[1]);
            Indices.requireCovered(name(), inputs[0].shape(), inputs[1].shape(), axis);
            return new TensorType[] {inputs[0].with(inputs[1].shape())};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(1);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array x = inputs[0];
            Array index = inputs[1];
            Array y = outputs[0];
            Indices.requireInside(name(), index, axis, x.shape().dim(axis));
            long stride = x.layout().stride(axis);
            Layout[] layouts = {Indices.lines(x.layout(), index.shape(), axis), index.layout(), y.layout()};
            Strided.forEach(
                    y.shape(), layouts, at -> Reference.move(x, at[0] + index.longAt(at[1]) * stride, y, at[2]));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            Shape shape = context.inputType(0).shape();
            return new Tensor[] {dy == null ? null : new ScatterAdd(axis, shape).apply(context.input(1), dy)[0], null};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return new Tensor[] {dx == null ? null : dx.gather(axis, context.input(1))};
        }
    }

    /**
     * Zeros to which elements are added along an axis: inputs {@code index} and {@code source}, of equal shapes.
     *
     * @param axis which axis the indices point along
     * @param shape the shape of the result
     */
    record ScatterAdd(int axis, Shape shape) implements Indexing {
        @Override
        public String name() {
            return "scatter_add";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new ScatterAdd(axis + 1, shape.insert(0, inputs.count())).apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Indices.requireIndex(name(), inputs[0]);
            Indices.requireCovered(name(), shape, inputs[0].shape(), axis);
            if (!inputs[0].shape().equals(inputs[1].shape())) {
                throw new ShapeException("scatterAdd: index " + inputs[0].shape() + " and source " + inputs[1].shape()
                        + " differ in shape. Give one index for each element.");
            }
            return new TensorType[] {inputs[1].with(shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(0);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array index = inputs[0];
            Array source = inputs[1];
            Array y = outputs[0];
            Indices.requireInside(name(), index, axis, shape.dim(axis));
            Reference.fill(y, 0);
            long stride = y.layout().stride(axis);
            Layout[] layouts = {index.layout(), source.layout(), Indices.lines(y.layout(), index.shape(), axis)};
            Strided.forEach(index.shape(), layouts, at -> {
                long to = at[2] + index.longAt(at[0]) * stride;
                Reference.add(source, at[1], y, to);
            });
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            return new Tensor[] {null, dy == null ? null : dy.gather(axis, context.input(0))};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[1];
            return dx == null ? new Tensor[1] : apply(context.input(0), dx);
        }
    }

    /**
     * Elements along an axis overwritten: inputs {@code x}, {@code index} and {@code source}, the latter two of equal
     * shapes. Where a place is named several times, the last in row-major order stays.
     *
     * @param axis which axis the indices point along
     */
    record Scatter(int axis) implements Indexing {
        @Override
        public String name() {
            return "scatter";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Scatter(axis + 1).apply(inputs.each());
        }

        @Override
        public Arity arity() {
            return Arity.THREE;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Indices.requireIndex(name(), inputs[1]);
            Indices.requireCovered(name(), inputs[0].shape(), inputs[1].shape(), axis);
            Reference.requireSame(name(), inputs[0].dtype(), inputs[2].dtype());
            if (!inputs[1].shape().equals(inputs[2].shape())) {
                throw new ShapeException("scatter: index " + inputs[1].shape() + " and source " + inputs[2].shape()
                        + " differ in shape. Give one index for each element.");
            }
            return new TensorType[] {inputs[0]};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(1);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array index = inputs[1];
            Array source = inputs[2];
            Array y = outputs[0];
            Indices.requireInside(name(), index, axis, y.shape().dim(axis));
            Reference.copy(inputs[0], y);
            long stride = y.layout().stride(axis);
            Layout[] layouts = {index.layout(), source.layout(), Indices.lines(y.layout(), index.shape(), axis)};
            Strided.forEach(
                    index.shape(),
                    layouts,
                    at -> Reference.move(source, at[1], y, at[2] + index.longAt(at[0]) * stride));
        }

        /** Which elements of the source stayed: the numbers of the elements, scattered alike, tell. */
        private Tensor stayed(Context context) {
            Tensor index = context.input(1);
            Tensor numbers = Tensor.arange(index.size()).reshape(index.shape().dims());
            Tensor blank =
                    Tensor.zeros(DType.INT64, context.inputType(0).shape().dims());
            return blank.scatter(axis, index, numbers).gather(axis, index).eq(numbers);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            @Nullable Tensor[] gradients = new Tensor[3];
            if (dy != null && context.needs(0)) {
                gradients[0] = dy.scatter(axis, context.input(1), 0);
            }
            if (dy != null && context.needs(2)) {
                gradients[2] = stayed(context).where(dy.gather(axis, context.input(1)), Tensor.zeros(dy.dtype()));
            }
            return gradients;
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            if (tangents[0] == null && tangents[2] == null) {
                return new Tensor[1];
            }
            return apply(tangent(context, 0, tangents[0]), context.input(1), tangent(context, 2, tangents[2]));
        }

        private static Tensor tangent(Context context, int input, @Nullable Tensor tangent) {
            TensorType type = context.inputType(input);
            return tangent != null
                    ? tangent
                    : Tensor.zeros(type.dtype(), type.shape().dims());
        }
    }

    /**
     * Whole slices along an axis: inputs {@code x} and {@code index}, which may have any shape.
     *
     * @param axis which axis
     */
    record Take(int axis) implements Indexing {
        @Override
        public String name() {
            return "take";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            if (!inputs.isMapped(1)) {
                return new Take(axis + 1).apply(inputs.input(0), inputs.input(1));
            }
            if (!inputs.isMapped(0)) {
                return new Tensor[] {apply(inputs.input(0), inputs.input(1))[0].moveAxis(axis, 0)};
            }
            Shape places = inputs.shape(1);
            Tensor x = inputs.input(0);
            Tensor y = x.gather(axis + 1, lines(inputs.input(1), x.shape().with(axis + 1, places.size()), axis + 1));
            Shape shape = x.shape().remove(axis + 1);
            for (int i = 0; i < places.rank(); i++) {
                shape = shape.insert(axis + 1 + i, places.dim(i));
            }
            return new Tensor[] {y.reshape(shape.dims())};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Indices.requireIndex(name(), inputs[1]);
            Shape shape = inputs[0].shape().remove(axis);
            for (int i = 0; i < inputs[1].shape().rank(); i++) {
                shape = shape.insert(axis + i, inputs[1].shape().dim(i));
            }
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(1);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array x = inputs[0];
            Array index = inputs[1];
            Array y = outputs[0];
            Indices.requireInside(name(), index, axis, x.shape().dim(axis));
            Indices.slices(
                    index,
                    axis,
                    y.layout(),
                    (i, slice) -> Reference.copy(x.with(x.layout().select(axis, i)), y.with(slice)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            long length = context.inputType(0).shape().dim(axis);
            return new Tensor[] {dy == null ? null : new AddSlices(axis, length).apply(context.input(1), dy)[0], null};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return new Tensor[] {dx == null ? null : dx.take(axis, context.input(1))};
        }
    }

    /**
     * Zeros to which slices are added along an axis: inputs {@code index} and {@code source}.
     *
     * @param axis which axis
     * @param length the length of that axis in the result
     */
    record AddSlices(int axis, long length) implements Indexing {
        @Override
        public String name() {
            return "add_slices";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            if (!inputs.isMapped(0)) {
                return new AddSlices(axis + 1, length).apply(inputs.input(0), inputs.input(1));
            }
            Shape places = inputs.shape(0);
            Shape shape = inputs.each(1).shape();
            for (int i = 0; i < places.rank(); i++) {
                shape = shape.remove(axis + 1);
            }
            shape = shape.insert(axis + 1, places.size());
            Tensor index = lines(inputs.input(0), shape, axis + 1);
            return new ScatterAdd(axis + 1, shape.with(axis + 1, length))
                    .apply(index, inputs.each(1).reshape(shape.dims()));
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Indices.requireIndex(name(), inputs[0]);
            Shape index = inputs[0].shape();
            Shape source = inputs[1].shape();
            Shape shape = source;
            for (int i = index.rank() - 1; i >= 0; i--) {
                if (axis + i >= source.rank() || source.dim(axis + i) != index.dim(i)) {
                    throw new ShapeException("addSlices: source " + source + " has no slice for each index " + index
                            + " from axis " + axis + " on. Give it the index's lengths there.");
                }
                shape = shape.remove(axis + i);
            }
            return new TensorType[] {inputs[1].with(shape.insert(axis, length))};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(0);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array index = inputs[0];
            Array source = inputs[1];
            Array y = outputs[0];
            Indices.requireInside(name(), index, axis, length);
            Reference.fill(y, 0);
            Indices.slices(index, axis, source.layout(), (i, slice) -> {
                Layout[] layouts = {slice, y.layout().select(axis, i)};
                Strided.forEach(slice.shape(), layouts, at -> Reference.add(source, at[0], y, at[1]));
            });
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            return new Tensor[] {null, dy == null ? null : dy.take(axis, context.input(0))};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[1];
            return dx == null ? new Tensor[1] : apply(context.input(0), dx);
        }
    }

    /**
     * Unit vectors along a new last axis; no gradient.
     *
     * @param classes the length of the new axis
     */
    record OneHot(long classes) implements Indexing {
        @Override
        public String name() {
            return "one_hot";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return apply(inputs.each());
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Indices.requireIndex(name(), inputs[0]);
            Shape shape = inputs[0].shape();
            return new TensorType[] {new TensorType(DType.FLOAT32, shape.insert(shape.rank(), classes))};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.NOTHING;
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array index = inputs[0];
            Array y = outputs[0];
            Indices.requireInside(name(), index, classes, "an axis of classes");
            Reference.fill(y, 0);
            if (classes == 0) {
                return;
            }
            long stride = y.layout().stride(-1);
            Layout[] layouts = {index.layout(), y.layout().select(-1, 0)};
            Strided.forEach(index.shape(), layouts, at -> y.setDouble(at[1] + index.longAt(at[0]) * stride, 1));
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

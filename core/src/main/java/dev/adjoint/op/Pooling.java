package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Mapped;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * One number for each position of a window that moves over the planes of {@code [n, c, ..]}. The maximum also answers
 * where it stood, which is all that its derivatives need: un-pooling puts gradients there and picking reads tangents
 * there, each the other's transpose. The mean and its spreading are transposes too.
 */
public sealed interface Pooling extends Primitive {

    /**
     * How the window moves.
     *
     * @return the window, with its kernel
     */
    Window window();

    /** The shape of the results over images that can be pooled; refuses others. */
    private static Shape results(String op, Window window, Shape images) {
        if (images.rank() != Given.of(op, "the window", window).axes() + 2) {
            throw new ShapeException(MethodName.of(op) + ": " + images + " over " + window.axes()
                    + " spatial axes. Give images [n, channels, ..] of rank " + (window.axes() + 2)
                    + ": unsqueeze a missing batch or channel axis.");
        }
        if (window.kernel().size() == 0) {
            throw new ShapeException(MethodName.of(op) + ": the window " + window.kernel()
                    + " covers nothing. Make it with Window.of(height, width).");
        }
        for (int axis = 0; axis < window.axes(); axis++) {
            if (2 * window.padding().dim(axis) > window.kernel().dim(axis)) {
                throw new ShapeException(
                        MethodName.of(op) + ": padding " + window.padding() + " is more than half of the kernel "
                                + window.kernel() + ", so some windows would see nothing. Use less padding.");
            }
        }
        Shape results = window.over(images, images.dim(1));
        for (int axis = 0; axis < window.axes(); axis++) {
            requireSight(op, window, axis, images.dim(axis + 2), results.dim(axis + 2));
        }
        return results;
    }

    /** Padding after, a rest at the end, and the gaps of a dilated window: a position might see nothing of the image. */
    private static void requireSight(String op, Window window, int axis, long length, long positions) {
        long step = window.dilation().dim(axis);
        long last =
                (positions - 1) * window.stride().dim(axis) - window.padding().dim(axis);
        // Without gaps the last position is the one to ask about, since the first sees half of its window.
        for (long p = step == 1 && last < length && length > 0 ? positions : 0; p < positions; p++) {
            long first = p * window.stride().dim(axis) - window.padding().dim(axis);
            long seen = first < 0 ? first + (step - 1 - first) / step * step : first;
            if (seen >= length || seen > first + (window.kernel().dim(axis) - 1) * step) {
                throw new ShapeException(MethodName.of(op) + ": the window at " + first + " along spatial axis " + axis
                        + " of length "
                        + length + " sees only padding (kernel " + window.kernel() + ", dilation " + window.dilation()
                        + "). Use less padding or dilation.");
            }
        }
    }

    private static void requireResults(String op, Shape shape, Shape expected) {
        if (!shape.equals(expected)) {
            throw new ShapeException(MethodName.of(op) + ": " + shape + " where the pooling answers " + expected
                    + ". Give one number for each position of the window.");
        }
    }

    private static void requirePlaces(String op, TensorType places) {
        if (places.dtype() != DType.INT32) {
            throw new DTypeException(MethodName.of(op) + ": the places are " + places.dtype()
                    + ". Give the int32 places that max_pool answered.");
        }
    }

    /**
     * The greatest element under the window, the first one at a tie, and its place in its plane as an int32.
     *
     * @param window how the window moves
     */
    record Max(Window window) implements Pooling {
        @Override
        public String name() {
            return "max_pool";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            Tensor[] outputs = apply(inputs.folded(0, 0));
            return new Tensor[] {inputs.unfolded(outputs[0], 0), inputs.unfolded(outputs[1], 0)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Reference.requireFloating(name(), inputs[0].dtype());
            Shape shape = results(name(), window, inputs[0].shape());
            return new TensorType[] {inputs[0].with(shape), new TensorType(DType.INT32, shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return new Keeps(0, 0b10);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array x = inputs[0];
            Planes.visit(window, x.layout(), outputs[0].layout(), outputs[1].layout(), (here, y, place) -> {
                double[] best = {Double.NEGATIVE_INFINITY};
                long[] found = {-1};
                here.taps((at, i) -> {
                    double value = x.doubleAt(at);
                    if (found[0] < 0 || value > best[0] || (Double.isNaN(value) && !Double.isNaN(best[0]))) {
                        best[0] = value;
                        found[0] = i;
                    }
                });
                outputs[0].setDouble(y, best[0]);
                outputs[1].setLong(place, found[0]);
            });
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            Shape shape = context.inputType(0).shape();
            return new Tensor[] {dy == null ? null : new Unpool(window, shape).apply(dy, context.output(1))[0]};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return new Tensor[] {dx == null ? null : new Pick(window).apply(dx, context.output(1))[0], null};
        }
    }

    /**
     * Puts numbers where maxima stood, summing where windows overlap: inputs {@code dy} and the places.
     *
     * @param window how the window moved
     * @param shape the shape of the images
     */
    record Unpool(Window window, Shape shape) implements Pooling {
        @Override
        public String name() {
            return "max_unpool";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            Unpool all = new Unpool(window, shape.with(0, inputs.count() * shape.dim(0)));
            Tensor dx = all.apply(inputs.folded(0, 0), inputs.folded(1, 0))[0];
            return new Tensor[] {inputs.unfolded(dx, 0)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            requirePlaces(name(), inputs[1]);
            Shape results = results(name(), window, shape);
            requireResults(name(), inputs[0].shape(), results);
            requireResults(name(), inputs[1].shape(), results);
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(1);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array dx = outputs[0];
            Reference.fill(dx, 0);
            Planes.pairs(
                    dx.layout(),
                    inputs[0].layout(),
                    inputs[1],
                    (at, y) -> dx.setDouble(at, dx.doubleAt(at) + inputs[0].doubleAt(y)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor ux = upstream[0];
            return new Tensor[] {ux == null ? null : new Pick(window).apply(ux, context.input(1))[0], null};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dy = tangents[0];
            return dy == null ? new Tensor[1] : apply(dy, context.input(1));
        }
    }

    /**
     * Reads numbers where maxima stood: inputs {@code x} and the places.
     *
     * @param window how the window moved
     */
    record Pick(Window window) implements Pooling {
        @Override
        public String name() {
            return "max_pick";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            Tensor y = apply(inputs.folded(0, 0), inputs.folded(1, 0))[0];
            return new Tensor[] {inputs.unfolded(y, 0)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            requirePlaces(name(), inputs[1]);
            requireResults(name(), inputs[1].shape(), results(name(), window, inputs[0].shape()));
            return new TensorType[] {inputs[0].with(inputs[1].shape())};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.inputs(1);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Planes.pairs(
                    inputs[0].layout(),
                    outputs[0].layout(),
                    inputs[1],
                    (at, y) -> outputs[0].setDouble(y, inputs[0].doubleAt(at)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            Shape shape = context.inputType(0).shape();
            return new Tensor[] {dy == null ? null : new Unpool(window, shape).apply(dy, context.input(1))[0], null};
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            return dx == null ? new Tensor[1] : apply(dx, context.input(1));
        }
    }

    /**
     * The mean under the window; what lies in the padding counts as zero.
     *
     * @param window how the window moves
     */
    record Average(Window window) implements Pooling, LinearOp {
        @Override
        public String name() {
            return "average_pool";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            return new Tensor[] {inputs.unfolded(apply(inputs.folded(0, 0))[0], 0)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Reference.requireFloating(name(), inputs[0].dtype());
            return new TensorType[] {inputs[0].with(results(name(), window, inputs[0].shape()))};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.NOTHING;
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array x = inputs[0];
            Planes.visit(window, x.layout(), outputs[0].layout(), outputs[0].layout(), (here, y, same) -> {
                double[] sum = {0};
                here.taps((at, i) -> sum[0] += x.doubleAt(at));
                outputs[0].setDouble(y, sum[0] / window.kernel().size());
            });
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new Spread(window, context.inputType(0).shape()).apply(dy);
        }
    }

    /**
     * Spreads each number evenly under its window: the transpose of the mean.
     *
     * @param window how the window moves
     * @param shape the shape of the images
     */
    record Spread(Window window, Shape shape) implements Pooling, LinearOp {
        @Override
        public String name() {
            return "average_spread";
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            Spread all = new Spread(window, shape.with(0, inputs.count() * shape.dim(0)));
            return new Tensor[] {inputs.unfolded(all.apply(inputs.folded(0, 0))[0], 0)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            requireResults(name(), inputs[0].shape(), results(name(), window, shape));
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return Keeps.NOTHING;
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array dx = outputs[0];
            Reference.fill(dx, 0);
            Planes.visit(window, dx.layout(), inputs[0].layout(), inputs[0].layout(), (here, y, same) -> {
                double share = inputs[0].doubleAt(y) / window.kernel().size();
                here.taps((at, i) -> dx.setDouble(at, dx.doubleAt(at) + share));
            });
        }

        @Override
        public Tensor[] transpose(Context context, Tensor dy) {
            return new Average(window).apply(dy);
        }
    }
}

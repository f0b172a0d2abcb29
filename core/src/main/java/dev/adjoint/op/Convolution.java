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
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * Convolution over any number of spatial axes and its two gradients. All three contract the same product of image,
 * weight and result, each over what the other two share, so each one's derivatives are the other two:
 *
 * <pre>
 * y[n, o, p] = bias[o] + sum over c, k of x[n, c, p * stride + k * dilation - padding] * w[o, c, k]
 * </pre>
 */
public sealed interface Convolution extends Primitive {

    /**
     * How the filters move.
     *
     * @return the window, with its kernel
     */
    Window window();

    /**
     * The convolution: inputs {@code x [n, c, ..]}, {@code w [o, c / groups, ..]} and, if there are three, a bias
     * {@code [o]}.
     *
     * @param window how the filters move
     */
    record Forward(Window window) implements Convolution {
        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Arity arity() {
            return new Arity(2, 3);
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            if (inputs.inputs() == 2) {
                return new Tensor[] {products(inputs)};
            }
            if (!inputs.isMapped(1) && !inputs.isMapped(2)) {
                Tensor y = apply(inputs.folded(0, 0), inputs.input(1), inputs.input(2))[0];
                return new Tensor[] {inputs.unfolded(y, 0)};
            }
            Tensor y = products(inputs);
            Shape column = inputs.shape(2).insert(0, 1).insert(0, inputs.count());
            while (column.rank() < y.rank()) {
                column = column.insert(column.rank(), 1);
            }
            return new Tensor[] {y.add(inputs.each(2).reshape(column.dims()))};
        }

        /** Without the bias; examples whose filters differ are groups of channels. */
        private Tensor products(Mapped inputs) {
            if (!inputs.isMapped(1)) {
                return inputs.unfolded(apply(inputs.folded(0, 0), inputs.input(1))[0], 0);
            }
            if (!inputs.isMapped(0) && window.groups() == 1) {
                return inputs.unfolded(apply(inputs.input(0), inputs.folded(1, 0))[0], 1);
            }
            Forward all = new Forward(grouped(window, inputs));
            return inputs.unfolded(all.apply(inputs.folded(0, 1), inputs.folded(1, 0))[0], 1);
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            requireTypes(name(), inputs);
            requireFilters(name(), window, inputs[0].shape(), inputs[1].shape());
            Shape weight = inputs[1].shape();
            if (inputs.length > 2 && !inputs[2].shape().equals(Shape.of(weight.dim(0)))) {
                throw new ShapeException("convolution: bias " + inputs[2].shape() + " for " + weight.dim(0)
                        + " output channels. Give one number for each: [" + weight.dim(0) + "].");
            }
            return new TensorType[] {inputs[0].with(window.over(inputs[0].shape(), weight.dim(0)))};
        }

        @Override
        public Keeps keeps(long needed) {
            return new Keeps((needed & 1) << 1 | needed >>> 1 & 1, 0);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array y = outputs[0];
            if (inputs.length > 2) {
                Layout bias = inputs[2].layout().unsqueeze(0);
                for (int axis = 0; axis < window.axes(); axis++) {
                    bias = bias.unsqueeze(-1);
                }
                Reference.copy(inputs[2].with(bias.expand(y.shape())), y);
            } else {
                Reference.fill(y, 0);
            }
            Taps.visit(
                    window,
                    inputs[0],
                    inputs[1],
                    y,
                    (x, w, at) -> y.setDouble(at, y.doubleAt(at) + inputs[0].doubleAt(x) * inputs[1].doubleAt(w)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor dy = upstream[0];
            @Nullable Tensor[] gradients = new Tensor[context.inputs()];
            if (dy == null) {
                return gradients;
            }
            if (context.needs(0)) {
                Shape image = context.inputType(0).shape();
                gradients[0] = new InputGradient(window, image).apply(dy, context.input(1))[0];
            }
            if (context.needs(1)) {
                Shape weight = context.inputType(1).shape();
                gradients[1] = new WeightGradient(window, weight).apply(context.input(0), dy)[0];
            }
            if (context.inputs() > 2 && context.needs(2)) {
                gradients[2] = dy.transpose(0, 1).flatten(1).sum(1);
            }
            return gradients;
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            Tensor dw = tangents[1];
            Tensor sum = sum(
                    dx == null ? null : apply(dx, context.input(1))[0],
                    dw == null ? null : apply(context.input(0), dw)[0]);
            Tensor db = tangents.length > 2 ? tangents[2] : null;
            if (db == null) {
                return new Tensor[] {sum};
            }
            Shape shape = window.over(
                    context.inputType(0).shape(), context.inputType(1).shape().dim(0));
            Tensor column = db.unsqueeze(0);
            for (int axis = 0; axis < window.axes(); axis++) {
                column = column.unsqueeze(-1);
            }
            return new Tensor[] {sum(sum, column.expand(shape.dims()))};
        }
    }

    /**
     * The gradient with respect to the images, which is also the transposed convolution: inputs {@code dy} and
     * {@code w}.
     *
     * @param window how the filters move
     * @param shape the shape of the images
     */
    record InputGradient(Window window, Shape shape) implements Convolution {
        @Override
        public String name() {
            return "convolution_input_gradient";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            if (!inputs.isMapped(1)) {
                InputGradient all = new InputGradient(window, shape.with(0, inputs.count() * shape.dim(0)));
                return new Tensor[] {inputs.unfolded(all.apply(inputs.folded(0, 0), inputs.input(1))[0], 0)};
            }
            InputGradient all =
                    new InputGradient(grouped(window, inputs), shape.with(1, inputs.count() * shape.dim(1)));
            return new Tensor[] {inputs.unfolded(all.apply(inputs.folded(0, 1), inputs.folded(1, 0))[0], 1)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            requireTypes(name(), inputs);
            requireFilters(name(), window, shape, inputs[1].shape());
            requireShape(
                    name(),
                    "gradient",
                    inputs[0].shape(),
                    window.over(shape, inputs[1].shape().dim(0)));
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return new Keeps((needed & 1) << 1 | needed >>> 1 & 1, 0);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array dx = outputs[0];
            Reference.fill(dx, 0);
            Taps.visit(
                    window,
                    dx,
                    inputs[1],
                    inputs[0],
                    (x, w, y) -> dx.setDouble(x, dx.doubleAt(x) + inputs[1].doubleAt(w) * inputs[0].doubleAt(y)));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor ux = upstream[0];
            if (ux == null) {
                return new Tensor[2];
            }
            Shape weight = context.inputType(1).shape();
            return new Tensor[] {
                context.needs(0) ? new Forward(window).apply(ux, context.input(1))[0] : null,
                context.needs(1) ? new WeightGradient(window, weight).apply(ux, context.input(0))[0] : null,
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dy = tangents[0];
            Tensor dw = tangents[1];
            return new Tensor[] {
                sum(
                        dy == null ? null : apply(dy, context.input(1))[0],
                        dw == null ? null : apply(context.input(0), dw)[0])
            };
        }
    }

    /**
     * The gradient with respect to the filters: inputs {@code x} and {@code dy}.
     *
     * @param window how the filters move
     * @param shape the shape of the filters
     */
    record WeightGradient(Window window, Shape shape) implements Convolution {
        @Override
        public String name() {
            return "convolution_weight_gradient";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public Tensor[] batched(Mapped inputs) {
            WeightGradient all =
                    new WeightGradient(grouped(window, inputs), shape.with(0, inputs.count() * shape.dim(0)));
            return new Tensor[] {inputs.unfolded(all.apply(inputs.folded(0, 1), inputs.folded(1, 1))[0], 0)};
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            requireTypes(name(), inputs);
            requireFilters(name(), window, inputs[0].shape(), shape);
            requireShape(name(), "gradient", inputs[1].shape(), window.over(inputs[0].shape(), shape.dim(0)));
            return new TensorType[] {inputs[0].with(shape)};
        }

        @Override
        public Keeps keeps(long needed) {
            return new Keeps((needed & 1) << 1 | needed >>> 1 & 1, 0);
        }

        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Array dw = outputs[0];
            double[] sums = new double[Math.toIntExact(shape.size())];
            Layout places = Layout.contiguous(shape);
            Taps.visit(
                    window,
                    inputs[0].shape(),
                    inputs[0].layout(),
                    places,
                    inputs[1].layout(),
                    (x, w, y) -> sums[(int) w] += inputs[0].doubleAt(x) * inputs[1].doubleAt(y));
            Layout[] layouts = {dw.layout(), places};
            Strided.forEach(shape, layouts, at -> dw.setDouble(at[0], sums[(int) at[1]]));
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor uw = upstream[0];
            if (uw == null) {
                return new Tensor[2];
            }
            Shape image = context.inputType(0).shape();
            return new Tensor[] {
                context.needs(0) ? new InputGradient(window, image).apply(context.input(1), uw)[0] : null,
                context.needs(1) ? new Forward(window).apply(context.input(0), uw)[0] : null,
            };
        }

        @Override
        public @Nullable Tensor[] jvp(Context context, @Nullable Tensor... tangents) {
            Tensor dx = tangents[0];
            Tensor dy = tangents[1];
            return new Tensor[] {
                sum(
                        dx == null ? null : apply(dx, context.input(1))[0],
                        dy == null ? null : apply(context.input(0), dy)[0])
            };
        }
    }

    /** The window under which each example has groups of its own. */
    private static Window grouped(Window window, Mapped inputs) {
        return window.groups(Math.toIntExact(inputs.count() * window.groups()));
    }

    private static @Nullable Tensor sum(@Nullable Tensor a, @Nullable Tensor b) {
        return a == null ? b : b == null ? a : a.add(b);
    }

    private static void requireTypes(String op, TensorType... inputs) {
        for (TensorType input : inputs) {
            Reference.requireSame(op, inputs[0].dtype(), input.dtype());
        }
        Reference.requireFloating(op, inputs[0].dtype());
    }

    private static void requireShape(String op, String what, Shape shape, Shape expected) {
        if (!shape.equals(expected)) {
            throw new ShapeException(
                    MethodName.of(op) + ": the " + what + " is " + shape + ", but the result of this convolution is "
                            + expected + ". Give it the shape of the value that it belongs to.");
        }
    }

    private static void requireFilters(String op, Window window, Shape images, Shape filters) {
        int rank = window.axes() + 2;
        if (images.rank() != rank || filters.rank() != rank) {
            throw new ShapeException(MethodName.of(op) + ": " + images + " x " + filters + " over " + window.axes()
                    + " spatial axes. Give images [n, channels, ..] and filters [out, channels / groups, ..] of rank "
                    + rank + ": unsqueeze a missing batch or channel axis.");
        }
        for (int axis = 0; axis < window.axes(); axis++) {
            if (filters.dim(axis + 2) != window.kernel().dim(axis)) {
                throw new ShapeException(MethodName.of(op) + ": filters " + filters + " for a window of kernel "
                        + window.kernel() + ". Take the window over the filters' spatial lengths: window.over(shape).");
            }
        }
        if (filters.dim(1) * window.groups() != images.dim(1)) {
            throw new ShapeException(MethodName.of(op) + ": channels differ: " + images + " x " + filters + " ("
                    + images.dim(1)
                    + " vs " + filters.dim(1) + " x " + window.groups() + " groups). Axis 1 of the filters must be the"
                    + " images' channels divided by the groups.");
        }
        if (filters.dim(0) % window.groups() != 0) {
            throw new ShapeException(MethodName.of(op) + ": " + filters.dim(0) + " output channels do not divide into "
                    + window.groups() + " groups. Use a multiple of the groups.");
        }
    }
}

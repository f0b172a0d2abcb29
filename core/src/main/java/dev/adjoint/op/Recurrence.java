package dev.adjoint.op;

import static dev.adjoint.expr.Expr.constant;
import static dev.adjoint.expr.Expr.input;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Interpreter;
import dev.adjoint.Keeps;
import dev.adjoint.Primitive;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Expr;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Origin;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Long short-term memory over a whole sequence, and its gradient: two ops for what would be some twenty for each step.
 *
 * <p>With {@code z} the products of the inputs, and gates in the order i, f, g, o:
 *
 * <pre>
 * i, f, g, o = sigmoid, sigmoid, tanh, sigmoid of the parts of z[t] + h W^T
 * c = f c + i g
 * h = o tanh(c)
 * </pre>
 */
public sealed interface Recurrence extends Fused {

    /** One step: the four parts of {@code z} and of the product, and the memory, to gates, memory and output. */
    PointwiseFunction CELL = cell();

    /** One step back: gates, both memories and three gradients, to those of the parts and of the memory before. */
    PointwiseFunction CELL_GRADIENT = cellGradient();

    private static PointwiseFunction cell() {
        Expr i = input(0).plus(input(4)).sigmoid();
        Expr f = input(1).plus(input(5)).sigmoid();
        Expr g = input(2).plus(input(6)).tanh();
        Expr o = input(3).plus(input(7)).sigmoid();
        Expr c = f.times(input(8)).plus(i.times(g));
        return PointwiseFunction.define("lstm-cell", 9, i, f, g, o, c, o.times(c.tanh()));
    }

    private static PointwiseFunction cellGradient() {
        Expr i = input(0);
        Expr f = input(1);
        Expr g = input(2);
        Expr o = input(3);
        Expr height = input(4).tanh();
        Expr dh = input(6).plus(input(7));
        Expr dc = input(8).plus(dh.times(o).times(constant(1).minus(height.times(height))));
        return PointwiseFunction.define(
                "lstm-cell-gradient",
                9,
                dc.times(g).times(i.times(constant(1).minus(i))),
                dc.times(input(5)).times(f.times(constant(1).minus(f))),
                dc.times(i).times(constant(1).minus(g.times(g))),
                dh.times(height).times(o.times(constant(1).minus(o))),
                dc.times(f));
    }

    /**
     * A sequence: {@code z [time, batch, 4 hidden]}, {@code w [4 hidden, hidden]}, {@code h0} and {@code c0
     * [batch, hidden]}, to outputs and memory {@code [time, batch, hidden]} and gates {@code [time, 4, batch, hidden]},
     * which only the gradient reads.
     */
    record Lstm() implements Recurrence {

        @Override
        public String name() {
            return "lstm";
        }

        @Override
        public Arity arity() {
            return new Arity(4, 4);
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape z = inputs[0].shape();
            Reference.requireFloating(name(), inputs[0].dtype());
            Shape state = inputs[2].shape();
            long hidden = state.rank() == 2 ? state.dim(1) : 0;
            boolean fits = z.rank() == 3
                    && z.dim(0) > 0
                    && state.rank() == 2
                    && z.dim(1) == state.dim(0)
                    && z.dim(2) == 4 * hidden
                    && inputs[1].shape().equals(Shape.of(4 * hidden, hidden))
                    && inputs[3].shape().equals(state);
            if (!fits) {
                throw new ShapeException("lstm: z " + z + ", w " + inputs[1].shape() + ", h " + state + ", c "
                        + inputs[3].shape() + " do not fit. Give at least one step of [time, batch, 4 hidden],"
                        + " [4 hidden, hidden], and [batch, hidden] twice.");
            }
            for (TensorType input : inputs) {
                Reference.requireSame(name(), inputs[0].dtype(), input.dtype());
            }
            Shape y = z.with(2, hidden);
            return new TensorType[] {inputs[0].with(y), inputs[0].with(y), inputs[0].with(y.insert(1, 4))};
        }

        @Override
        public Tensor[] composed(Tensor... inputs) {
            Tensor weight = inputs[1].transpose();
            Tensor h = inputs[2];
            Tensor c = inputs[3];
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> cells = new ArrayList<>();
            List<Tensor> gates = new ArrayList<>();
            long hidden = h.dim(1);
            for (long t = 0; t < inputs[0].dim(0); t++) {
                Tensor z = inputs[0].select(0, t).add(h.matmul(weight));
                Tensor i = part(z, 0, hidden).sigmoid();
                Tensor f = part(z, 1, hidden).sigmoid();
                Tensor g = part(z, 2, hidden).tanh();
                Tensor o = part(z, 3, hidden).sigmoid();
                c = f.mul(c).add(i.mul(g));
                h = o.mul(c.tanh());
                outputs.add(h);
                cells.add(c);
                gates.add(Tensor.stack(0, i, f, g, o));
            }
            return new Tensor[] {Tensor.stack(0, outputs), Tensor.stack(0, cells), Tensor.stack(0, gates)};
        }

        private static Tensor part(Tensor z, int gate, long hidden) {
            return z.slice(1, gate * hidden, (gate + 1) * hidden);
        }

        /** The product of each step by its kernel, and all that is pointwise in one pass, into the results. */
        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Origin.together(() -> run(inputs, outputs));
        }

        private static void run(Array[] inputs, Array[] outputs) {
            Steps z = new Steps(inputs[0]);
            Steps y = new Steps(outputs[0]);
            Steps c = new Steps(outputs[1]);
            Steps gates = new Steps(outputs[2]);
            // Every step reads all of it: row by row that is quicker, by more than it costs to turn it round once.
            Tensor weight = Steps.tensor(inputs[1]).transpose().contiguous();
            Tensor product = Steps.blank(z.step(0));
            Steps parts = new Steps(product.array());
            Tensor[] arguments = new Tensor[9];
            for (int k = 0; k < 4; k++) {
                arguments[4 + k] = parts.column(k);
            }
            for (long t = 0; t < z.count(); t++) {
                Tensor h = t == 0 ? Steps.tensor(inputs[2]) : y.tensor(t - 1);
                Steps.into(new Matmul(), new Tensor[] {h, weight}, product);
                Steps now = new Steps(z.step(t));
                Steps gate = new Steps(gates.step(t));
                for (int k = 0; k < 4; k++) {
                    arguments[k] = now.column(k);
                }
                arguments[8] = t == 0 ? Steps.tensor(inputs[3]) : c.tensor(t - 1);
                Steps.into(
                        CELL.with(),
                        arguments,
                        gate.tensor(0),
                        gate.tensor(1),
                        gate.tensor(2),
                        gate.tensor(3),
                        c.tensor(t),
                        y.tensor(t));
            }
        }

        @Override
        public boolean isStated() {
            return true;
        }

        @Override
        public Keeps keeps(long needed) {
            return new Keeps(0b1110, -1);
        }

        @Override
        public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
            Tensor y = context.output(0);
            Tensor gates = context.output(2);
            @Nullable Tensor[] gradients = new Tensor[4];
            Tensor dy = upstream[0] != null
                    ? upstream[0]
                    : Tensor.zeros(y.dtype(), y.shape().dims());
            Tensor dc = upstream[1];
            Tensor[] arguments = {gates, context.output(1), context.input(1), context.input(3), dy};
            Tensor[] found;
            if (upstream[2] != null) {
                found = LstmGradient.composed(upstream[2], dc, arguments);
            } else if (dc != null) {
                found = new LstmGradient().apply(gates, arguments[1], arguments[2], arguments[3], dy, dc);
            } else {
                found = new LstmGradient().apply(arguments);
            }
            gradients[0] = found[0];
            gradients[2] = found[1];
            gradients[3] = found[2];
            if (context.needs(1)) {
                gradients[1] = weight(found[0], context.input(2), y);
            }
            return gradients;
        }

        /** What each step's product contributes, as one product over all steps. */
        private static Tensor weight(Tensor dz, Tensor h0, Tensor y) {
            long steps = y.dim(0);
            Tensor before = Tensor.concat(0, h0.unsqueeze(0), y).slice(0, 0, steps);
            return dz.reshape(steps * dz.dim(1), dz.dim(2))
                    .transpose()
                    .matmul(before.reshape(steps * y.dim(1), y.dim(2)));
        }
    }

    /**
     * The gradient: gates, memory, {@code w}, {@code c0}, the gradient of the outputs and, if there is one, that of the
     * memory, to those of {@code z}, {@code h0} and {@code c0}.
     */
    record LstmGradient() implements Recurrence {

        @Override
        public String name() {
            return "lstm_gradient";
        }

        @Override
        public Arity arity() {
            return new Arity(5, 6);
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape y = inputs[4].shape();
            boolean fits = y.rank() == 3
                    && y.dim(0) > 0
                    && inputs[0].shape().equals(y.insert(1, 4))
                    && inputs[1].shape().equals(y)
                    && inputs[2].shape().equals(Shape.of(4 * y.dim(2), y.dim(2)))
                    && inputs[3].shape().equals(y.remove(0))
                    && (inputs.length == 5 || inputs[5].shape().equals(y));
            if (!fits) {
                throw new ShapeException("lstmGradient: gates " + inputs[0].shape() + " and memory " + inputs[1].shape()
                        + " are not those of outputs " + y + ". Give what lstm made.");
            }
            for (TensorType input : inputs) {
                Reference.requireSame(name(), inputs[0].dtype(), input.dtype());
            }
            TensorType state = inputs[3];
            return new TensorType[] {state.with(y.with(2, 4 * y.dim(2))), state, state};
        }

        @Override
        public Tensor[] composed(Tensor... inputs) {
            return composed(null, inputs.length == 5 ? null : inputs[5], inputs);
        }

        /** The gradient where that of the gates is not zero either. */
        static Tensor[] composed(@Nullable Tensor dGates, @Nullable Tensor dCells, Tensor... inputs) {
            Tensor cells = inputs[1];
            Tensor weight = inputs[2];
            Tensor before = inputs[3];
            Tensor dh = Tensor.zeros(before.dtype(), before.shape().dims());
            Tensor dc = dh;
            List<Tensor> all = new ArrayList<>();
            for (long t = cells.dim(0) - 1; t >= 0; t--) {
                Tensor gates = inputs[0].select(0, t);
                Tensor i = gates.select(0, 0);
                Tensor f = gates.select(0, 1);
                Tensor g = gates.select(0, 2);
                Tensor o = gates.select(0, 3);
                Tensor height = cells.select(0, t).tanh();
                Tensor last = t == 0 ? before : cells.select(0, t - 1);
                dh = inputs[4].select(0, t).add(dh);
                dc = dCells == null ? dc : dc.add(dCells.select(0, t));
                dc = dc.add(dh.mul(o).mul(height.square().neg().add(1)));
                Tensor[] parts = {dc.mul(g), dc.mul(last), dc.mul(i), dh.mul(height)};
                for (int k = 0; dGates != null && k < 4; k++) {
                    parts[k] = parts[k].add(dGates.select(0, t).select(0, k));
                }
                Tensor dz = Tensor.concat(
                        1,
                        parts[0].mul(i).mul(i.neg().add(1)),
                        parts[1].mul(f).mul(f.neg().add(1)),
                        parts[2].mul(g.square().neg().add(1)),
                        parts[3].mul(o).mul(o.neg().add(1)));
                all.addFirst(dz);
                dh = dz.matmul(weight);
                dc = dc.mul(f);
            }
            return new Tensor[] {Tensor.stack(0, all), dh, dc};
        }

        /** All that is pointwise of a step in one pass, then the product; the gates' gradients are joined in between. */
        @Override
        public void evaluate(Array[] inputs, Array[] outputs) {
            Origin.together(() -> run(inputs, outputs));
        }

        private static void run(Array[] inputs, Array[] outputs) {
            Steps gates = new Steps(inputs[0]);
            Steps c = new Steps(inputs[1]);
            Tensor weight = Steps.tensor(inputs[2]);
            Steps dy = new Steps(inputs[4]);
            Steps dz = new Steps(outputs[0]);
            Tensor dh = Steps.tensor(outputs[1]);
            Tensor dc = Steps.tensor(outputs[2]);
            dh.assign(Tensor.zeros(dh.dtype()).expand(dh.shape().dims()));
            dc.assign(dh);
            Shape shape = inputs[1].shape();
            Array planes = Array.allocate(inputs[1].dtype(), Shape.of(4, shape.dim(1), shape.dim(2)));
            Steps parts = new Steps(planes);
            Tensor[] four = {parts.tensor(0), parts.tensor(1), parts.tensor(2), parts.tensor(3)};
            for (long t = c.count() - 1; t >= 0; t--) {
                if (inputs.length == 6) {
                    Steps.into(Pointwise.ADD.function().with(), new Tensor[] {dc, new Steps(inputs[5]).tensor(t)}, dc);
                }
                Steps gate = new Steps(gates.step(t));
                Tensor before = t == 0 ? Steps.tensor(inputs[3]) : c.tensor(t - 1);
                Tensor[] arguments = {
                    gate.tensor(0),
                    gate.tensor(1),
                    gate.tensor(2),
                    gate.tensor(3),
                    c.tensor(t),
                    before,
                    dy.tensor(t),
                    dh,
                    dc
                };
                Steps.into(CELL_GRADIENT.with(), arguments, four[0], four[1], four[2], four[3], dc);
                Tensor now = dz.tensor(t);
                Steps.into(new Movement.Concat(1), four, now);
                Steps.into(new Matmul(), new Tensor[] {now, weight}, dh);
            }
        }
    }

    /**
     * An array step by step along its first axis, as tensors on its memory.
     *
     * @param all the elements of all steps
     */
    record Steps(Array all) {

        long count() {
            return all.shape().dim(0);
        }

        Array step(long index) {
            return all.with(all.layout().select(0, index));
        }

        Tensor tensor(long index) {
            return tensor(step(index));
        }

        /** One of the four parts of a row-major {@code [batch, 4 hidden]}. */
        Tensor column(int part) {
            Layout layout = all.layout();
            long hidden = layout.shape().dim(1) / 4;
            return tensor(all.with(layout.slice(1, part * hidden, (part + 1) * hidden, 1)));
        }

        static Tensor tensor(Array array) {
            return Interpreter.current().tensor(array);
        }

        static Tensor blank(Array like) {
            return tensor(Array.allocate(like.dtype(), like.shape()));
        }

        static void into(Primitive op, Tensor[] inputs, Tensor... targets) {
            Interpreter.current().applyInto(op, inputs, targets);
        }
    }
}

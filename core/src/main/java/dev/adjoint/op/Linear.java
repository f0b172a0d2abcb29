package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The affine map of a linear layer: {@code y = x Wᵀ + b}, {@code [.., in], [out, in], [out] -> [.., out]}.
 *
 * <p>One op, because a bias that is added afterwards is a pass over the result, and its gradient one more over that of the
 * result: here the product begins with the bias, and {@code dy} is summed where it is read for the weight's gradient.
 */
public record Linear() implements Fused, Multiplication {

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public Arity arity() {
        return Arity.THREE;
    }

    @Override
    public boolean isStated() {
        return true;
    }

    @Override
    public TensorType[] infer(TensorType... inputs) {
        Shape x = inputs[0].shape();
        Shape weight = inputs[1].shape();
        Reference.requireFloating(name(), inputs[0].dtype());
        Reference.requireSame(name(), inputs[0].dtype(), inputs[1].dtype());
        Reference.requireSame(name(), inputs[0].dtype(), inputs[2].dtype());
        if (weight.rank() != 2 || x.rank() == 0 || x.dim(-1) != weight.dim(1)) {
            throw new ShapeException("linear: the last axis of " + x + " is not as long as that of the weight " + weight
                    + ". The weight is [out, in].");
        }
        if (!inputs[2].shape().equals(Shape.of(weight.dim(0)))) {
            throw new ShapeException("linear: bias " + inputs[2].shape() + " for " + weight.dim(0)
                    + " outputs. Give one number for each: [" + weight.dim(0) + "].");
        }
        return new TensorType[] {inputs[0].with(x.with(-1, weight.dim(0)))};
    }

    @Override
    public @Nullable List<Layout> factors(List<Layout> inputs) {
        Layout x = rows(inputs.get(0));
        return x == null ? null : List.of(x, inputs.get(1).permute(1, 0));
    }

    /** Vectors as the rows of one matrix. */
    private static @Nullable Layout rows(Layout vectors) {
        long length = vectors.shape().dim(-1);
        return vectors.reshape(Shape.of(count(vectors.shape()), length));
    }

    private static Tensor rows(Tensor vectors) {
        return vectors.rank() == 2 ? vectors : vectors.reshape(count(vectors.shape()), vectors.dim(-1));
    }

    private static long count(Shape vectors) {
        return vectors.remove(-1).size();
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        return new Tensor[] {inputs[0].matmul(inputs[1].transpose()).add(inputs[2])};
    }

    @Override
    public Keeps keeps(long needed) {
        return new Keeps((needed & 1) << 1 | needed >>> 1 & 1, 0);
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dy = upstream[0];
        @Nullable Tensor[] gradients = new Tensor[3];
        if (dy == null) {
            return gradients;
        }
        if (context.needs(0)) {
            gradients[0] = dy.matmul(context.input(1));
        }
        if (context.needs(1) && context.needs(2)) {
            Tensor[] both = new Gradient().apply(dy, context.input(0));
            gradients[1] = both[0];
            gradients[2] = both[1];
        } else if (context.needs(1)) {
            gradients[1] = Gradient.ofWeight(dy, context.input(0));
        } else if (context.needs(2)) {
            gradients[2] = Gradient.ofBias(dy);
        }
        return gradients;
    }

    /** The gradients of weight and bias, given that of the result, and {@code x}: {@code dW = dyᵀ x}, {@code db = sum(dy)}. */
    public record Gradient() implements Fused, Multiplication {

        @Override
        public String name() {
            return "linear_gradient";
        }

        @Override
        public Arity arity() {
            return Arity.TWO;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            Shape dy = inputs[0].shape();
            Shape x = inputs[1].shape();
            Reference.requireFloating(name(), inputs[0].dtype());
            Reference.requireSame(name(), inputs[0].dtype(), inputs[1].dtype());
            if (dy.rank() == 0 || x.rank() == 0 || !dy.remove(-1).equals(x.remove(-1))) {
                throw new ShapeException(MethodName.of(name()) + ": the gradient is " + dy + ", the value " + x
                        + ". They differ in the last axis alone.");
            }
            return new TensorType[] {
                inputs[0].with(Shape.of(dy.dim(-1), x.dim(-1))), inputs[0].with(Shape.of(dy.dim(-1)))
            };
        }

        @Override
        public @Nullable List<Layout> factors(List<Layout> inputs) {
            Layout dy = rows(inputs.get(0));
            Layout x = rows(inputs.get(1));
            return dy == null || x == null ? null : List.of(dy.permute(1, 0), x);
        }

        @Override
        public Tensor[] composed(Tensor... inputs) {
            return new Tensor[] {ofWeight(inputs[0], inputs[1]), ofBias(inputs[0])};
        }

        private static Tensor ofWeight(Tensor dy, Tensor x) {
            return rows(dy).transpose().matmul(rows(x));
        }

        private static Tensor ofBias(Tensor dy) {
            int[] others = IntStream.range(0, dy.rank() - 1).toArray();
            return others.length == 0 ? dy : dy.sum(others);
        }
    }
}

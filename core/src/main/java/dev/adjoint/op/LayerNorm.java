package dev.adjoint.op;

import dev.adjoint.Arity;
import dev.adjoint.Context;
import dev.adjoint.Keeps;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation with weight and bias over the last axes (Ba et al., 2016): {@code y = w * z + b}, where {@code z =
 * (x - mean) / sqrt(variance + epsilon)}.
 *
 * <p>Its gradient keeps {@code x} and {@code w} and works out mean and variance anew: a line that is read is near, and to
 * sum it costs less than to keep and fetch the results.
 *
 * @param axes how many of the last axes have one mean and variance together, one at least
 * @param epsilon what is added to the variance
 */
public record LayerNorm(int axes, double epsilon) implements Fused {

    @Override
    public String name() {
        return "layer_norm";
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
        require(name(), axes, inputs[0], inputs[1], inputs[2]);
        return new TensorType[] {inputs[0]};
    }

    /** Refuses a weight or a bias that is not of the lengths of the last axes, or of another type. */
    private static void require(String name, int axes, TensorType x, TensorType... others) {
        Reference.requireFloating(name, x.dtype());
        Shape shape = x.shape();
        long[] last = Arrays.copyOfRange(shape.dims(), Math.max(0, shape.rank() - axes), shape.rank());
        for (TensorType other : others) {
            Reference.requireSame(name, x.dtype(), other.dtype());
            if (axes < 1 || axes > shape.rank() || !other.shape().equals(Shape.of(last))) {
                throw new ShapeException(MethodName.of(name) + ": " + other + " is not of the last " + axes
                        + " axes of " + x + ". Give weight and bias one number for each place there.");
            }
        }
    }

    private static int[] last(Tensor x, int axes) {
        return IntStream.range(x.rank() - axes, x.rank()).toArray();
    }

    /** The standard deviation of each line. */
    private static Tensor deviation(Tensor centred, int[] lines, double epsilon) {
        return centred.square().meanKeep(lines).add(epsilon).sqrt();
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor x = inputs[0];
        int[] lines = last(x, axes);
        Tensor centred = x.sub(x.meanKeep(lines));
        Tensor z = centred.div(deviation(centred, lines, epsilon));
        return new Tensor[] {z.mul(inputs[1]).add(inputs[2])};
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dy = upstream[0];
        return dy == null ? new Tensor[3] : new Gradient(axes, epsilon).apply(dy, context.input(0), context.input(1));
    }

    /**
     * The gradients of {@code x}, weight and bias, given that of the result: with {@code g = w * dy}, {@code dx = (g -
     * mean(g) - z * mean(g * z)) / sqrt(variance + epsilon)}, {@code dw = sum(dy * z)}, {@code db = sum(dy)}.
     *
     * @param axes how many of the last axes have one mean and variance together
     * @param epsilon what is added to the variance
     */
    public record Gradient(int axes, double epsilon) implements Fused {

        @Override
        public String name() {
            return "layer_norm_gradient";
        }

        @Override
        public Arity arity() {
            return Arity.THREE;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            require(name(), axes, inputs[1], inputs[2]);
            if (!inputs[0].equals(inputs[1])) {
                throw new ShapeException(MethodName.of(name()) + ": the gradient is " + inputs[0] + ", the value "
                        + inputs[1] + ". A gradient has the type of its value.");
            }
            return new TensorType[] {inputs[1], inputs[2], inputs[2]};
        }

        @Override
        public Tensor[] composed(Tensor... inputs) {
            Tensor dy = inputs[0];
            Tensor x = inputs[1];
            int[] lines = last(x, axes);
            Tensor centred = x.sub(x.meanKeep(lines));
            Tensor deviation = deviation(centred, lines, epsilon);
            Tensor z = centred.div(deviation);
            Tensor g = Chain.times(dy, inputs[2].expand(dy.shape().dims()));
            Tensor dx = g.sub(g.meanKeep(lines))
                    .sub(z.mul(Chain.times(g, z).meanKeep(lines)))
                    .div(deviation);
            int[] others = IntStream.range(0, x.rank() - axes).toArray();
            Tensor dw = Chain.times(dy, z);
            return new Tensor[] {dx, others.length == 0 ? dw : dw.sum(others), others.length == 0 ? dy : dy.sum(others)
            };
        }
    }
}

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
 * Group normalisation of {@code [n, c, ..]} with weight and bias (Wu and He, 2018): {@code y = w * z + b}, where {@code z =
 * (x - mean) / sqrt(variance + epsilon)} by the mean and the variance of some neighbouring channels of one example. With as
 * many groups as channels it is instance normalisation.
 *
 * <p>Its gradient keeps {@code x} and {@code w} and works out mean and variance anew, as that of {@link LayerNorm} does.
 *
 * @param groups how many groups, a divisor of the number of channels
 * @param epsilon what is added to the variance
 */
public record GroupNorm(int groups, double epsilon) implements Fused {

    @Override
    public String name() {
        return "group_norm";
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
        require(name(), groups, inputs[0], inputs[1], inputs[2]);
        return new TensorType[] {inputs[0]};
    }

    /** Refuses channels that do not make the groups, and numbers for channels that are not as many or of another type. */
    private static void require(String name, int groups, TensorType x, TensorType... others) {
        Reference.requireFloating(name, x.dtype());
        if (x.shape().rank() < 2 || groups < 1 || x.shape().dim(1) % groups != 0) {
            throw new ShapeException(MethodName.of(name) + ": the channels of " + x + " do not make " + groups
                    + " equal groups. Give [n, c, ..] and a divisor of c.");
        }
        for (TensorType other : others) {
            Reference.requireSame(name, x.dtype(), other.dtype());
            if (!other.shape().equals(Shape.of(x.shape().dim(1)))) {
                throw new ShapeException(MethodName.of(name) + ": " + other + " is not one number for each channel of "
                        + x + ". Give numbers of shape [c].");
            }
        }
    }

    /** The elements with one mean and variance as the last axis. */
    private static Tensor grouped(Tensor x, int groups) {
        long each = 1;
        for (int axis = 1; axis < x.rank(); axis++) {
            each *= x.dim(axis);
        }
        return x.reshape(x.dim(0), groups, each / groups);
    }

    /** The numbers of the channels, seen with length 1 along the other axes. */
    private static Tensor along(Tensor x, Tensor numbers) {
        long[] lengths = new long[x.rank()];
        Arrays.fill(lengths, 1);
        lengths[1] = x.dim(1);
        return numbers.reshape(lengths);
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor x = inputs[0];
        Tensor z = grouped(x, groups).standardize(epsilon, 2).reshape(x.shape().dims());
        return new Tensor[] {z.mul(along(x, inputs[1])).add(along(x, inputs[2]))};
    }

    @Override
    public Keeps keeps(long needed) {
        return Keeps.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor dy = upstream[0];
        return dy == null ? new Tensor[3] : new Gradient(groups, epsilon).apply(dy, context.input(0), context.input(1));
    }

    /**
     * The gradients of {@code x}, weight and bias, given that of the result: with {@code g = w * dy} and means over groups,
     * {@code dx = (g - mean(g) - z * mean(g * z)) / sqrt(variance + epsilon)}, {@code dw = sum(dy * z)}, {@code db =
     * sum(dy)}.
     *
     * @param groups how many groups
     * @param epsilon what is added to the variance
     */
    public record Gradient(int groups, double epsilon) implements Fused {

        @Override
        public String name() {
            return "group_norm_gradient";
        }

        @Override
        public Arity arity() {
            return Arity.THREE;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            require(name(), groups, inputs[1], inputs[2]);
            if (!inputs[0].equals(inputs[1])) {
                throw new ShapeException(MethodName.of(name()) + ": the gradient is " + inputs[0] + ", the value "
                        + inputs[1] + ". A gradient has the type of its value.");
            }
            return new TensorType[] {inputs[1], inputs[2], inputs[2]};
        }

        @Override
        public Tensor[] composed(Tensor... inputs) {
            Tensor dy = inputs[0];
            Tensor x = grouped(inputs[1], groups);
            Tensor centred = x.sub(x.meanKeep(2));
            Tensor deviation = centred.square().meanKeep(2).add(epsilon).sqrt();
            Tensor z = centred.div(deviation);
            Tensor g = grouped(Chain.times(dy, along(dy, inputs[2])), groups);
            Tensor dx = g.sub(g.meanKeep(2))
                    .sub(z.mul(Chain.times(g, z).meanKeep(2)))
                    .div(deviation);
            int[] others =
                    IntStream.range(0, dy.rank()).filter(axis -> axis != 1).toArray();
            Tensor dw = Chain.times(dy, z.reshape(dy.shape().dims())).sum(others);
            return new Tensor[] {dx.reshape(dy.shape().dims()), dw, dy.sum(others)};
        }
    }
}

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
 * Batch normalisation of {@code [n, c, ..]} with weight and bias (Ioffe and Szegedy, 2015): {@code y = w * z + b}, where
 * {@code z = (x - mean) / sqrt(variance + epsilon)} by the mean and the variance of each channel. Those are results too:
 * running averages need them, and so does the gradient.
 *
 * @param epsilon what is added to the variance
 */
public record BatchNorm(double epsilon) implements Fused {

    @Override
    public String name() {
        return "batch_norm";
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
        require(name(), inputs[0], inputs[1], inputs[2]);
        return new TensorType[] {inputs[0], inputs[1], inputs[1]};
    }

    /** Refuses what has no channels, and numbers for channels that are not as many or of another type. */
    private static void require(String name, TensorType x, TensorType... others) {
        Reference.requireFloating(name, x.dtype());
        for (TensorType other : others) {
            Reference.requireSame(name, x.dtype(), other.dtype());
            if (x.shape().rank() < 2 || !other.shape().equals(Shape.of(x.shape().dim(1)))) {
                throw new ShapeException(MethodName.of(name) + ": " + other + " is not one number for each channel of "
                        + x + ". Give [n, c, ..] and numbers of shape [c].");
            }
        }
    }

    private static int[] others(Tensor x) {
        return IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
    }

    /** The numbers of the channels, seen with length 1 along the other axes. */
    private static Tensor along(Tensor x, Tensor numbers) {
        long[] lengths = new long[x.rank()];
        Arrays.fill(lengths, 1);
        lengths[1] = x.dim(1);
        return numbers.reshape(lengths);
    }

    private static double count(Tensor x) {
        double count = 1;
        for (int axis : others(x)) {
            count *= x.dim(axis);
        }
        return count;
    }

    @Override
    public Tensor[] composed(Tensor... inputs) {
        Tensor x = inputs[0];
        Tensor mean = x.mean(others(x));
        Tensor centred = x.sub(along(x, mean));
        Tensor variance = centred.square().mean(others(x));
        Tensor z = centred.div(along(x, variance.add(epsilon).sqrt()));
        return new Tensor[] {z.mul(along(x, inputs[1])).add(along(x, inputs[2])), mean, variance};
    }

    @Override
    public Keeps keeps(long needed) {
        return new Keeps(0b011, 0b110);
    }

    @Override
    public @Nullable Tensor[] backward(Context context, @Nullable Tensor... upstream) {
        Tensor x = context.input(0);
        Tensor mean = context.output(1);
        Tensor dy = upstream[0];
        @Nullable
        Tensor[] gradients = dy == null
                ? new Tensor[3]
                : new Gradient(epsilon).apply(dy, x, context.input(1), mean, context.output(2));
        Tensor toMean = upstream[1];
        if (toMean != null) {
            Tensor part = along(x, toMean).div(count(x)).expand(x.shape().dims());
            gradients[0] = sum(gradients[0], part);
        }
        Tensor toVariance = upstream[2];
        if (toVariance != null) {
            Tensor slope = along(x, toVariance).mul(2 / count(x));
            gradients[0] = sum(gradients[0], Chain.times(slope, x.sub(along(x, mean))));
        }
        return gradients;
    }

    private static Tensor sum(@Nullable Tensor soFar, Tensor more) {
        return soFar == null ? more : soFar.add(more);
    }

    /**
     * The gradients of {@code x}, weight and bias, given that of {@code y}, and mean and variance: with {@code g = w *
     * dy}, {@code dx = (g - mean(g) - z * mean(g * z)) / sqrt(variance + epsilon)}, {@code dw = sum(dy * z)}, {@code db =
     * sum(dy)}.
     *
     * @param epsilon what is added to the variance
     */
    public record Gradient(double epsilon) implements Fused {

        private static final Arity FIVE = new Arity(5, 5);

        @Override
        public String name() {
            return "batch_norm_gradient";
        }

        @Override
        public Arity arity() {
            return FIVE;
        }

        @Override
        public TensorType[] infer(TensorType... inputs) {
            require(name(), inputs[1], inputs[2], inputs[3], inputs[4]);
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
            Tensor deviation = along(x, inputs[4].add(epsilon).sqrt());
            Tensor z = x.sub(along(x, inputs[3])).div(deviation);
            Tensor dw = Chain.times(dy, z).sum(others(x));
            Tensor db = dy.sum(others(x));
            Tensor dx = Chain.times(
                    dy.sub(along(x, db.div(count(x)))).sub(z.mul(along(x, dw.div(count(x))))),
                    along(x, inputs[2]).div(deviation));
            return new Tensor[] {dx, dw, db};
        }
    }
}

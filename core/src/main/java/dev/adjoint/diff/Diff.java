package dev.adjoint.diff;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.engine.Forward;
import dev.adjoint.engine.Tape;
import dev.adjoint.shape.ShapeException;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of functions of tensors. Each takes a function and gives numbers or a function, and all of them nest:
 * the derivative of a function that takes derivatives inside is as good as any other.
 *
 * <pre>{@code
 * UnaryOperator<Tensor> slope = Diff.grad(x -> x.sin().sum());
 * Tensor curvature = Diff.grad(x -> slope.apply(x).sum()).apply(point);
 * }</pre>
 */
public final class Diff {

    private Diff() {}

    /**
     * A value with its directional derivative.
     *
     * @param value {@code f(x)}
     * @param tangent {@code J(x) dx}, of the value's type
     */
    public record Jvp(Tensor value, Tensor tangent) {}

    /**
     * A value with the way back from it.
     *
     * @param value {@code f(x)}
     * @param pullback maps an upstream gradient {@code dy} to {@code J(x)ᵀ dy}; may be called many times
     */
    public record Vjp(Tensor value, UnaryOperator<Tensor> pullback) {}

    /**
     * The Jacobian-vector product, by forward mode: about the cost of the function itself.
     *
     * @param f the function
     * @param x where
     * @param dx the direction, of the type of {@code x}
     * @return the value and its tangent
     */
    public static Jvp jvp(UnaryOperator<Tensor> f, Tensor x, Tensor dx) {
        if (!dx.type().equals(x.type())) {
            throw new ShapeException(
                    "jvp: the direction is " + dx.type() + ", the point " + x.type() + ". Give one of the same type.");
        }
        Forward forward = Forward.next();
        Tensor y = forward.inside(() -> f.apply(forward.dual(x, dx)));
        Tensor dy = forward.tangent(y);
        return new Jvp(forward.lower(y), orZeros(dy, y));
    }

    /**
     * The vector-Jacobian product, by reverse mode.
     *
     * @param f the function
     * @param x where
     * @return the value, and the map from upstream gradients to gradients of {@code x}
     */
    public static Vjp vjp(UnaryOperator<Tensor> f, Tensor x) {
        Tape tape = Tape.next();
        Tensor leaf = tape.leaf(x);
        Tensor y = tape.inside(() -> f.apply(leaf));
        return new Vjp(tape.lower(y), dy -> orZeros(tape.gradient(y, dy, true, leaf), x));
    }

    /**
     * The gradient of a scalar function, as a function.
     *
     * @param f a function whose value is a scalar
     * @return the map from a point to the gradient there
     */
    public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
        return x -> valueAndGrad(f).apply(x).tangent();
    }

    /**
     * A scalar function with its gradient, for the cost of one walk forth and one back.
     *
     * @param f a function whose value is a scalar
     * @return the map from a point to the value and the gradient there
     */
    public static Function<Tensor, Jvp> valueAndGrad(UnaryOperator<Tensor> f) {
        return x -> {
            Tape tape = Tape.next();
            Tensor leaf = tape.leaf(x);
            Tensor y = tape.inside(() -> f.apply(leaf));
            if (y.rank() != 0) {
                throw new GradientException("grad: the function's value is " + y.type()
                        + ", not a scalar. Reduce it (sum, mean), or use vjp or jvp.");
            }
            Tensor dx = tape.gradient(y, Tensor.ones(y.dtype()), false, leaf);
            return new Jvp(tape.lower(y), orZeros(dx, x));
        };
    }

    /**
     * The Hessian-vector product of a scalar function, forward over reverse: a small multiple of a gradient's cost, and
     * no Hessian is formed.
     *
     * @param f a function whose value is a scalar
     * @param x where
     * @param v the direction, of the type of {@code x}
     * @return {@code H(x) v}, of the type of {@code x}
     */
    public static Tensor hvp(UnaryOperator<Tensor> f, Tensor x, Tensor v) {
        return jvp(grad(f), x, v).tangent();
    }

    /**
     * All partial derivatives {@code J[i.., j..] = d f(x)[i..] / d x[j..]}, by forward mode if there are no more inputs
     * than outputs, else by reverse mode. See {@link Jacobian} to choose, and to bound memory.
     *
     * @param f the function
     * @param x where, of floating elements
     * @return a tensor whose shape is that of the value followed by that of {@code x}
     */
    public static Tensor jacobian(UnaryOperator<Tensor> f, Tensor x) {
        return Jacobian.of(f).at(x);
    }

    /**
     * All second partial derivatives {@code H[i.., j..]} of a scalar function, forward over reverse: as many
     * Hessian-vector products as {@code x} has elements, done at once. For less memory,
     * {@code Jacobian.of(Diff.grad(f)).forward().chunk(n)}.
     *
     * @param f a function whose value is a scalar
     * @param x where, of floating elements
     * @return a tensor whose shape is that of {@code x} twice, symmetric
     */
    public static Tensor hessian(UnaryOperator<Tensor> f, Tensor x) {
        return Jacobian.of(grad(f)).forward().at(x);
    }

    /**
     * A function written for one example, as a function of many that lie along axis 0: each op runs once for all of
     * them, without a loop. See {@link Vmap} for what the function may do, and for other axes.
     *
     * <pre>{@code
     * UnaryOperator<Tensor> perExample = Diff.vmap(Diff.grad(x -> loss.apply(x)));
     * }</pre>
     *
     * @param f the function of one example
     * @return the function of many, whose results lie along axis 0 likewise
     */
    public static UnaryOperator<Tensor> vmap(UnaryOperator<Tensor> f) {
        Vmap all = Vmap.single(f);
        return x -> all.apply(x)[0];
    }

    /**
     * A function of two arguments written for one example of each, as a function of many pairs.
     *
     * @param f the function of one pair
     * @return the function of as many pairs as both arguments are long along axis 0
     */
    public static BinaryOperator<Tensor> vmap(BinaryOperator<Tensor> f) {
        Vmap all = Vmap.of(x -> new Tensor[] {f.apply(x[0], x[1])});
        return (x, y) -> all.apply(x, y)[0];
    }

    private static Tensor orZeros(@Nullable Tensor dx, Tensor x) {
        return dx == null ? Tensor.zeros(x.dtype(), x.shape().dims()) : dx;
    }
}

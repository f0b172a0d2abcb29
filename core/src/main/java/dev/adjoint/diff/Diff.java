package dev.adjoint.diff;

import dev.adjoint.GradientException;
import dev.adjoint.Tensor;
import dev.adjoint.TensorTree;
import dev.adjoint.TensorTree.Pair;
import dev.adjoint.TensorTree.Triple;
import dev.adjoint.TensorType;
import dev.adjoint.engine.Checkpoint;
import dev.adjoint.engine.Forward;
import dev.adjoint.engine.Tape;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
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
 *
 * Weights gradient = Diff.grad(w -> loss(w), weights);
 * }</pre>
 *
 * <p>Arguments and results are single tensors or {@linkplain TensorTree trees} of them: records, lists, maps. What a
 * result does not depend on has a gradient, or tangent, of zeros. What a function closes over is a constant to it.
 */
public final class Diff {

    private Diff() {}

    /**
     * A value with its directional derivative.
     *
     * @param value {@code f(x)}
     * @param tangent {@code J(x) dx}, of the value's types
     * @param <U> a tensor, or a tree of them
     */
    public record Jvp<U>(U value, U tangent) {}

    /**
     * A value with the way back from it.
     *
     * @param value {@code f(x)}
     * @param pullback maps an upstream gradient {@code dy} to {@code J(x)ᵀ dy}; may be called many times
     * @param <T> the type of {@code x}
     * @param <U> the type of {@code f(x)}
     */
    public record Vjp<T, U>(U value, Function<U, T> pullback) {}

    /**
     * A scalar with its gradient.
     *
     * @param value {@code f(x)}
     * @param grad the gradient at {@code x}
     * @param <T> the type of {@code x}
     */
    public record ValueAndGrad<T>(Tensor value, T grad) {}

    /**
     * A scalar with what was found on the way to it, such as predictions or parts of a loss.
     *
     * @param value the scalar, or its gradient
     * @param aux what is not differentiated
     * @param <V> the type of the value
     * @param <A> the type of the rest
     */
    public record WithAux<V, A>(V value, A aux) {}

    /**
     * The Jacobian-vector product, by forward mode: about the cost of the function itself.
     *
     * @param f the function
     * @param x where
     * @param dx the direction, of the types of {@code x}
     * @param <T> the type of the argument
     * @param <U> the type of the result
     * @return the value and its tangent
     * @throws DTypeException if the argument has integers or truth values
     */
    public static <T extends TensorTree<T>, U extends TensorTree<U>> Jvp<U> jvp(Function<T, U> f, T x, T dx) {
        List<Tensor> primals = floating("jvp", x);
        List<Tensor> directions = Given.of("jvp", "the direction", dx).tensors();
        requireSame("jvp: the direction is ", directions, ", the point ", primals);
        Forward forward = Forward.next();
        List<Tensor> duals = new ArrayList<>();
        for (int i = 0; i < primals.size(); i++) {
            duals.add(forward.dual(primals.get(i), directions.get(i)));
        }
        U y = forward.inside(() -> f.apply(x.withTensors(duals)));
        return new Jvp<>(y.mapTensors(forward::lower), y.mapTensors(each -> orZeros(forward.tangent(each), each)));
    }

    /**
     * The same for a function of two arguments.
     *
     * @param f the function
     * @param x where, the first argument
     * @param y where, the second argument
     * @param dx the direction of the first
     * @param dy the direction of the second
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <U> the type of the result
     * @return the value and its tangent
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>, U extends TensorTree<U>> Jvp<U> jvp(
            BiFunction<A, B, U> f, A x, B y, A dx, B dy) {
        return jvp(both -> f.apply(both.first(), both.second()), new Pair<>(x, y), new Pair<>(dx, dy));
    }

    /**
     * The vector-Jacobian product, by reverse mode.
     *
     * @param f the function
     * @param x where
     * @param <T> the type of the argument
     * @param <U> the type of the result
     * @return the value, and the map from upstream gradients to gradients of {@code x}
     * @throws DTypeException if the argument has integers or truth values
     */
    public static <T extends TensorTree<T>, U extends TensorTree<U>> Vjp<T, U> vjp(Function<T, U> f, T x) {
        Reverse<T, U> way = new Reverse<>("vjp", f, x);
        return new Vjp<>(way.value(), dy -> way.pull(dy, true));
    }

    /**
     * The same for a function of two arguments.
     *
     * @param f the function
     * @param x where, the first argument
     * @param y where, the second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <U> the type of the result
     * @return the value, and the map from upstream gradients to gradients of both
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>, U extends TensorTree<U>> Vjp<Pair<A, B>, U> vjp(
            BiFunction<A, B, U> f, A x, B y) {
        return vjp(both -> f.apply(both.first(), both.second()), new Pair<>(x, y));
    }

    /**
     * The gradient of a scalar function of one tensor, as a function.
     *
     * @param f a function whose value is a scalar
     * @return the map from a point to the gradient there
     */
    public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> f) {
        return x -> grad(f, x);
    }

    /**
     * The gradient of a scalar function at a point.
     *
     * @param f a function whose value is a scalar
     * @param x where
     * @param <T> the type of the argument
     * @return the gradient, of the types of {@code x}
     * @throws GradientException if the value is not a scalar
     * @throws DTypeException if the argument has integers or truth values
     */
    public static <T extends TensorTree<T>> T grad(Function<T, Tensor> f, T x) {
        return valueAndGrad(f, x).grad();
    }

    /**
     * The gradients with respect to two arguments.
     *
     * @param f a function whose value is a scalar
     * @param x where, the first argument
     * @param y where, the second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @return the gradients
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>> Pair<A, B> grad(
            BiFunction<A, B, Tensor> f, A x, B y) {
        return valueAndGrad(f, x, y).grad();
    }

    /**
     * A function of three arguments.
     *
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @param <R> the type of the result
     */
    @FunctionalInterface
    public interface TriFunction<A, B, C, R> {

        /**
         * The value.
         *
         * @param a the first argument
         * @param b the second argument
         * @param c the third argument
         * @return the result
         */
        R apply(A a, B b, C c);
    }

    /**
     * The gradients with respect to three arguments.
     *
     * @param f a function whose value is a scalar
     * @param x where, the first argument
     * @param y where, the second argument
     * @param z where, the third argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <C> the type of the third argument
     * @return the gradients
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>, C extends TensorTree<C>> Triple<A, B, C> grad(
            TriFunction<A, B, C, Tensor> f, A x, B y, C z) {
        return grad(all -> f.apply(all.first(), all.second(), all.third()), new Triple<>(x, y, z));
    }

    /**
     * A scalar function of one tensor with its gradient, as a function.
     *
     * @param f a function whose value is a scalar
     * @return the map from a point to the value and the gradient there
     */
    public static Function<Tensor, ValueAndGrad<Tensor>> valueAndGrad(UnaryOperator<Tensor> f) {
        return x -> valueAndGrad(f, x);
    }

    /**
     * A scalar function with its gradient, for the cost of one walk forth and one back.
     *
     * @param f a function whose value is a scalar
     * @param x where
     * @param <T> the type of the argument
     * @return the value and the gradient there
     * @throws GradientException if the value is not a scalar
     * @throws DTypeException if the argument has integers or truth values
     */
    public static <T extends TensorTree<T>> ValueAndGrad<T> valueAndGrad(Function<T, Tensor> f, T x) {
        Reverse<T, Tensor> way = new Reverse<>("grad", f, x);
        return new ValueAndGrad<>(way.value(), way.grad());
    }

    /**
     * The same for a function of two arguments.
     *
     * @param f a function whose value is a scalar
     * @param x where, the first argument
     * @param y where, the second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @return the value and the gradients there
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>> ValueAndGrad<Pair<A, B>> valueAndGrad(
            BiFunction<A, B, Tensor> f, A x, B y) {
        return valueAndGrad(both -> f.apply(both.first(), both.second()), new Pair<>(x, y));
    }

    /**
     * The gradient of a scalar function that has more to say than the scalar.
     *
     * @param f a function of a scalar and of other tensors that it met on the way
     * @param x where
     * @param <T> the type of the argument
     * @param <A> the type of the other tensors
     * @return the value and the gradient, and beside them the other tensors, as constants to this derivative
     * @throws GradientException if the value is not a scalar
     */
    public static <T extends TensorTree<T>, A extends TensorTree<A>> WithAux<ValueAndGrad<T>, A> valueAndGradWithAux(
            Function<T, WithAux<Tensor, A>> f, T x) {
        Reverse<T, Pair<Tensor, A>> way = new Reverse<>(
                "grad",
                at -> {
                    WithAux<Tensor, A> found = f.apply(at);
                    return new Pair<>(found.value(), found.aux());
                },
                x);
        Pair<Tensor, A> value = way.value();
        return new WithAux<>(new ValueAndGrad<>(value.first(), way.grad()), value.second());
    }

    /**
     * The Hessian-vector product of a scalar function, forward over reverse: a small multiple of a gradient's cost, and
     * no Hessian is formed.
     *
     * @param f a function whose value is a scalar
     * @param x where
     * @param v the direction, of the types of {@code x}
     * @param <T> the type of the argument
     * @return {@code H(x) v}, of the types of {@code x}
     */
    public static <T extends TensorTree<T>> T hvp(Function<T, Tensor> f, T x, T v) {
        return jvp(at -> grad(f, at), x, v).tangent();
    }

    /**
     * The gradients of a scalar with respect to tensors that it was computed from, leaves made by hand or values in
     * between; nothing is summed into leaves, and the graph is freed.
     *
     * @param y a scalar
     * @param xs the tensors
     * @param <T> their type
     * @return the gradients, of the types of {@code xs}; zeros where the scalar does not depend on one
     * @throws GradientException if the scalar or one of the tensors has no graph
     */
    public static <T extends TensorTree<T>> T gradients(Tensor y, T xs) {
        return gradients(y, xs, false);
    }

    /**
     * The same, and the gradients may be differentiated again.
     *
     * @param y a scalar
     * @param xs the tensors
     * @param createGraph whether the gradients have a history of their own; the graph of the scalar then stays
     * @param <T> their type
     * @return the gradients, of the types of {@code xs}; zeros where the scalar does not depend on one
     * @throws GradientException if the scalar or one of the tensors has no graph
     */
    public static <T extends TensorTree<T>> T gradients(Tensor y, T xs, boolean createGraph) {
        requireScalar(
                "gradients: the value", Given.of("gradients", "the value", y).type());
        List<Tensor> all = Given.of("gradients", "what to derive by", xs).tensors();
        return filled(xs, Tape.gradients(y, Tensor.ones(y.dtype()), all, createGraph));
    }

    /**
     * A function whose intermediate values are forgotten and, when a derivative asks for them, computed a second time:
     * memory for time.
     *
     * <p>Values, gradients and random numbers are those of the function itself, to any order and in both modes. It may
     * close over leaves, parameters and other tensors. What it leaves behind other than by its result is released with
     * the rest, and what it reads must not change before the backward walk.
     *
     * @param f the function
     * @return the same function under a checkpoint
     */
    public static UnaryOperator<Tensor> checkpoint(UnaryOperator<Tensor> f) {
        return x -> checkpoint(f, x);
    }

    /**
     * Applies a function under a checkpoint; see {@link #checkpoint(UnaryOperator)}.
     *
     * @param f the function
     * @param x its argument
     * @param <T> the type of the argument
     * @param <U> the type of the result
     * @return {@code f(x)}
     * @throws GradientException in the backward walk, if the second run does other things than the first
     */
    public static <T extends TensorTree<T>, U extends TensorTree<U>> U checkpoint(Function<T, U> f, T x) {
        AtomicReference<@Nullable U> first = new AtomicReference<>();
        AtomicBoolean ran = new AtomicBoolean();
        Given.of("checkpoint", "the function", f);
        Given.of("checkpoint", "the argument", x);
        List<@Nullable Tensor> results = Checkpoint.of(() -> {
            U y = Given.answer("checkpoint", f.apply(x));
            if (!ran.getAndSet(true)) {
                first.set(y);
            }
            return new ArrayList<>(y.tensors());
        });
        // Taken out, so that what the first run recorded is not held by what waits for the second.
        U structure = Objects.requireNonNull(first.getAndSet(null));
        return structure.withTensors(
                results.stream().map(Objects::requireNonNull).toList());
    }

    /**
     * The same values as constants to every derivative that encloses the code; see {@link Tensor#stopGradient}.
     *
     * @param x a tensor, or a tree of them
     * @param <T> its type
     * @return the same values
     */
    public static <T extends TensorTree<T>> T stopGradient(T x) {
        return Given.of("stopGradient", "the tensor", x).mapTensors(Tensor::stopGradient);
    }

    /** One pass of a function under a tape, and the ways back. */
    private static final class Reverse<T extends TensorTree<T>, U extends TensorTree<U>> {

        private final Tape tape = Tape.next();
        private final T x;
        private final List<Tensor> leaves;
        private final U y;

        Reverse(String name, Function<T, U> f, T x) {
            this.x = x;
            this.leaves = floating(name, x).stream().map(tape::leaf).toList();
            Given.of(name, "the function", f);
            this.y = Given.answer(name, tape.inside(() -> f.apply(x.withTensors(leaves))));
        }

        U value() {
            return y.mapTensors(tape::lower);
        }

        /** The gradient of the first result, a scalar; the graph is freed. */
        T grad() {
            Tensor value = y.tensors().getFirst();
            requireScalar("grad: the function's value", value.type());
            return filled(x, tape.gradients(List.of(value), new Tensor[] {Tensor.ones(value.dtype())}, false, leaves));
        }

        T pull(U dy, boolean retain) {
            List<Tensor> ys = y.tensors();
            List<Tensor> upstream = Given.of("vjp", "the upstream gradient", dy).tensors();
            requireSame("vjp: the upstream gradient is ", upstream, ", the value ", ys);
            @Nullable Tensor[] dys = new Tensor[ys.size()];
            for (int i = 0; i < dys.length; i++) {
                dys[i] = ys.get(i).dtype().isFloating() ? upstream.get(i) : null;
            }
            return filled(x, tape.gradients(ys, dys, retain, leaves));
        }
    }

    private static void requireScalar(String what, TensorType type) {
        if (type.shape().rank() != 0) {
            throw new GradientException(
                    what + " is " + type + ", not a scalar. Reduce it (sum, mean), or use vjp or jvp.");
        }
        if (!type.dtype().isFloating()) {
            throw new GradientException(
                    what + " is " + type + ", which has no derivative. Compute with floating elements all the way.");
        }
    }

    private static <T extends TensorTree<T>> List<Tensor> floating(String name, T x) {
        List<Tensor> tensors = Given.of(name, "the argument", x).tensors();
        for (Tensor tensor : tensors) {
            if (!tensor.dtype().isFloating()) {
                throw new DTypeException(name + ": an argument is " + tensor.type() + ", which has no derivative: only"
                        + " floating elements have. Let the function close over it, or cast it:"
                        + " x.cast(DType.FLOAT32).");
            }
        }
        return tensors;
    }

    private static void requireSame(String what, List<Tensor> found, String of, List<Tensor> expected) {
        List<TensorType> types = found.stream().map(Tensor::type).toList();
        List<TensorType> wanted = expected.stream().map(Tensor::type).toList();
        if (!types.equals(wanted)) {
            throw new ShapeException(what + print(types) + of + print(wanted) + ". Give one of the same type.");
        }
    }

    private static String print(List<TensorType> types) {
        return types.size() == 1 ? types.getFirst().toString() : types.toString();
    }

    private static <T extends TensorTree<T>> T filled(T x, @Nullable Tensor[] gradients) {
        List<Tensor> tensors = x.tensors();
        List<Tensor> all = new ArrayList<>();
        for (int i = 0; i < gradients.length; i++) {
            all.add(orZeros(gradients[i], tensors.get(i)));
        }
        return x.withTensors(all);
    }

    /**
     * All partial derivatives {@code J[i.., j..] = d f(x)[i..] / d x[j..]}, by forward mode if there are no more inputs
     * than outputs, else by reverse mode. See {@link Jacobian} to choose, and to bound memory.
     *
     * @param f the function, of one result
     * @param x where, of floating elements
     * @param <T> the type of the argument
     * @return for each tensor of {@code x} a tensor whose shape is that of the value followed by that of the tensor
     */
    public static <T extends TensorTree<T>> T jacobian(Function<T, Tensor> f, T x) {
        List<Tensor> point = x.tensors();
        List<Tensor> jacobians = new ArrayList<>();
        for (int i = 0; i < point.size(); i++) {
            int moving = i;
            UnaryOperator<Tensor> part = at -> {
                List<Tensor> moved = new ArrayList<>(point);
                moved.set(moving, at);
                return f.apply(x.withTensors(moved));
            };
            jacobians.add(Jacobian.of(part).at(point.get(i)));
        }
        return x.withTensors(jacobians);
    }

    /**
     * The same for a function of two arguments.
     *
     * @param f the function, of one result
     * @param x where, the first argument
     * @param y where, the second argument
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @return the Jacobians with respect to both
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>> Pair<A, B> jacobian(
            BiFunction<A, B, Tensor> f, A x, B y) {
        return jacobian(both -> f.apply(both.first(), both.second()), new Pair<>(x, y));
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

    /**
     * Applies a function written for one example to many. Every tensor of the argument, and of the result, holds them
     * along axis 0.
     *
     * @param f the function of one example
     * @param xs all examples
     * @param <T> the type of the argument
     * @param <U> the type of the result
     * @return the results of all examples
     */
    public static <T extends TensorTree<T>, U extends TensorTree<U>> U vmap(Function<T, U> f, T xs) {
        AtomicReference<@Nullable U> one = new AtomicReference<>();
        Tensor[] results = Vmap.of(x -> {
                    U y = f.apply(xs.withTensors(Arrays.asList(x)));
                    one.set(y);
                    return y.tensors().toArray(Tensor[]::new);
                })
                .apply(xs.tensors().toArray(Tensor[]::new));
        return Objects.requireNonNull(one.get()).withTensors(Arrays.asList(results));
    }

    /**
     * The same for a function of two arguments.
     *
     * @param f the function of one example of each
     * @param xs all examples of the first argument
     * @param ys as many of the second
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @param <U> the type of the result
     * @return the results of all pairs
     */
    public static <A extends TensorTree<A>, B extends TensorTree<B>, U extends TensorTree<U>> U vmap(
            BiFunction<A, B, U> f, A xs, B ys) {
        return vmap(both -> f.apply(both.first(), both.second()), new Pair<>(xs, ys));
    }

    private static Tensor orZeros(@Nullable Tensor dx, Tensor x) {
        return dx == null ? Tensor.zeros(x.dtype(), x.shape().dims()) : dx;
    }
}

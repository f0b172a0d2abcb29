package dev.adjoint.diff;

import dev.adjoint.Tensor;
import dev.adjoint.engine.Batch;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A function written for one example, as a function of many: each op of it runs once for all of them. The form of
 * {@link Diff#vmap} for several arguments and results, other axes than the first, and little memory.
 *
 * <pre>{@code
 * Vmap distances = Vmap.of(x -> new Tensor[] {x[0].sub(x[1]).square().sum()}).in(0, Vmap.SHARED);
 * Tensor toOrigin = distances.apply(points, Tensor.zeros(3))[0];
 * }</pre>
 *
 * <p>What the function sees has the shape of one example, and errors speak of that shape. Values cannot be read inside
 * ({@code item()}, {@code floats()}), since they differ between the examples: choose with {@code where}, not with
 * {@code if}. Random numbers are drawn for each example anew. Nothing is written in place.
 */
public final class Vmap {

    /** In place of an axis: the argument is the same for all examples. */
    public static final int SHARED = Integer.MIN_VALUE;

    private static final int[] FIRST = {};

    private final Function<Tensor[], Tensor[]> f;
    private final int[] in;
    private final int[] out;
    private final long chunk;

    private Vmap(Function<Tensor[], Tensor[]> f, int[] in, int[] out, long chunk) {
        this.f = f;
        this.in = in;
        this.out = out;
        this.chunk = chunk;
    }

    /**
     * A function of any number of tensors, mapped over axis 0 of each argument, with the examples along axis 0 of each
     * result.
     *
     * @param f the function of one example
     * @return the function of many
     */
    public static Vmap of(Function<Tensor[], Tensor[]> f) {
        return new Vmap(Given.of("vmap", "the function", f), FIRST, FIRST, Long.MAX_VALUE);
    }

    /** With one argument and one result. */
    static Vmap single(UnaryOperator<Tensor> f) {
        Given.of("vmap", "the function", f);
        return of(x -> new Tensor[] {f.apply(x[0])});
    }

    /**
     * The same function mapped over other axes.
     *
     * @param axes for each argument, which of its axes counts the examples, from the end if negative; {@link #SHARED}
     *     if it is the same for all
     * @return a new function of many examples
     */
    public Vmap in(int... axes) {
        return new Vmap(f, axes.clone(), out, chunk);
    }

    /**
     * The same function with the examples elsewhere in the results.
     *
     * @param axes for each result, which of its axes shall count the examples, from the end if negative
     * @return a new function of many examples
     */
    public Vmap out(int... axes) {
        return new Vmap(f, in, axes.clone(), chunk);
    }

    /**
     * The same function, computed for some examples at a time: less memory, more passes.
     *
     * @param examples how many at a time, at most
     * @return a new function of many examples
     */
    public Vmap chunk(long examples) {
        if (examples < 1) {
            throw new IllegalArgumentException("vmap: chunks of " + examples + " examples. Give at least 1.");
        }
        return new Vmap(f, in, out, examples);
    }

    /**
     * Computes all examples.
     *
     * @param arguments tensors that are equally long along their mapped axes
     * @return the results, as long along the axis of the examples
     * @throws ShapeException if an argument has no such axis, or their lengths differ
     */
    public Tensor[] apply(Tensor... arguments) {
        int[] axes = axes("argument", in, arguments.length);
        Tensor[] examples = arguments.clone();
        int first = -1;
        for (int i = 0; i < examples.length; i++) {
            Given.input("vmap", i, arguments[i]);
            if (axes[i] == SHARED) {
                continue;
            }
            int axis = axis("argument " + i, arguments[i].shape(), axes[i]);
            examples[i] = arguments[i].moveAxis(axis, 0);
            if (first < 0) {
                first = i;
            } else if (examples[i].dim(0) != examples[first].dim(0)) {
                throw new ShapeException("vmap: argument " + first + ", " + arguments[first].type() + ", holds "
                        + examples[first].dim(0) + " examples and argument " + i + ", " + arguments[i].type() + ", "
                        + examples[i].dim(0) + ". Make them equally many, or share one of them (Vmap.SHARED).");
            }
        }
        if (first < 0) {
            throw new ShapeException("vmap: none of " + arguments.length
                    + " arguments is mapped, so there is no number of examples. Map at least one of them.");
        }
        Tensor[] results = chunked(examples, axes, examples[first].dim(0));
        int[] places = axes("result", out, results.length);
        for (int k = 0; k < results.length; k++) {
            results[k] = results[k].moveAxis(0, axis("result " + k, results[k].shape(), places[k]));
        }
        return results;
    }

    private static int[] axes(String what, int[] axes, int count) {
        if (axes == FIRST) {
            return new int[count];
        }
        if (axes.length != count) {
            throw new ShapeException("vmap: " + axes.length + " axes " + Arrays.toString(axes) + " for " + count + " "
                    + what + "s. Name one for each.");
        }
        return axes;
    }

    private static int axis(String what, Shape shape, int axis) {
        int at = axis < 0 ? axis + shape.rank() : axis;
        if (at < 0 || at >= shape.rank()) {
            throw new ShapeException("vmap: " + what + " has shape " + shape + " and no axis " + axis
                    + " for the examples. Stack them along a new axis, or share it (Vmap.SHARED).");
        }
        return at;
    }

    private Tensor[] chunked(Tensor[] examples, int[] axes, long count) {
        if (count <= chunk) {
            return all(examples, axes, count);
        }
        List<Tensor[]> parts = new ArrayList<>();
        for (long from = 0; from < count; from += chunk) {
            long to = Math.min(count, from + chunk);
            Tensor[] some = examples.clone();
            for (int i = 0; i < some.length; i++) {
                some[i] = axes[i] == SHARED ? some[i] : some[i].slice(0, from, to);
            }
            parts.add(all(some, axes, to - from));
        }
        Tensor[] results = parts.removeFirst();
        for (int k = 0; k < results.length; k++) {
            int result = k;
            Tensor[] rest = parts.stream().map(part -> part[result]).toArray(Tensor[]::new);
            results[k] = results[k].append(0, rest);
        }
        return results;
    }

    private Tensor[] all(Tensor[] examples, int[] axes, long count) {
        Batch batch = Batch.next(count);
        Tensor[] arguments = examples.clone();
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = axes[i] == SHARED ? examples[i] : batch.example(examples[i]);
        }
        Tensor[] results =
                Given.answer("vmap", batch.inside(() -> f.apply(arguments))).clone();
        for (int k = 0; k < results.length; k++) {
            results[k] = batch.all(Given.answer("vmap", results[k]));
        }
        return results;
    }
}

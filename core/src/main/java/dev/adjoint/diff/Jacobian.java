package dev.adjoint.diff;

import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;

/**
 * All partial derivatives of a function at a point, {@code J[i.., j..] = d f(x)[i..] / d x[j..]}: many columns at once by
 * forward mode, or many rows at once by reverse mode, each batch of them one pass under {@code vmap}.
 *
 * <pre>{@code
 * Tensor j = Jacobian.of(x -> x.sin()).forward().chunk(64).at(point);
 * }</pre>
 *
 * <p>{@link Diff#jacobian} does as well unless mode or memory matter.
 *
 * @param function what is differentiated
 * @param mode by columns or by rows
 * @param chunk how many of them at a time, at most; 0 for as many as keep each intermediate tensor to some millions of
 *     elements
 */
public record Jacobian(UnaryOperator<Tensor> function, Mode mode, long chunk) {

    /** The elements that a batch of tangents or gradients may have where nobody says otherwise. */
    private static final long USUAL = 1L << 22;

    /** How the matrix is filled. */
    public enum Mode {
        /** Forward if there are no more inputs than outputs, else reverse: the fewer passes. */
        CHEAPER,
        /** Column by column, one for each input element, by Jacobian-vector products. */
        FORWARD,
        /** Row by row, one for each output element, by vector-Jacobian products. */
        REVERSE
    }

    /** Refuses a negative chunk. */
    public Jacobian {
        if (chunk < 0) {
            throw new IllegalArgumentException(
                    "jacobian: chunks of " + chunk + ". Give at least 1, or 0 for the usual.");
        }
    }

    /**
     * The Jacobian of a function by whichever mode is cheaper.
     *
     * @param function what is differentiated
     * @return a Jacobian, to be computed by {@link #at}
     */
    public static Jacobian of(UnaryOperator<Tensor> function) {
        return new Jacobian(function, Mode.CHEAPER, 0);
    }

    /**
     * The same by forward mode.
     *
     * @return a new Jacobian
     */
    public Jacobian forward() {
        return new Jacobian(function, Mode.FORWARD, chunk);
    }

    /**
     * The same by reverse mode.
     *
     * @return a new Jacobian
     */
    public Jacobian reverse() {
        return new Jacobian(function, Mode.REVERSE, chunk);
    }

    /**
     * The same with fewer columns or rows at a time: less memory, more passes.
     *
     * @param most how many at a time; 0 for the usual
     * @return a new Jacobian
     */
    public Jacobian chunk(long most) {
        return new Jacobian(function, mode, most);
    }

    /**
     * Computes it.
     *
     * @param x where
     * @return a tensor whose shape is that of the value followed by that of {@code x}
     * @throws DTypeException if {@code x} or the value is not floating
     */
    public Tensor at(Tensor x) {
        requireFloating("point", x.type());
        if (mode == Mode.FORWARD) {
            return columns(x);
        }
        Diff.Vjp<Tensor, Tensor> way = Diff.vjp(function, x);
        requireFloating("value", way.value().type());
        boolean wide = mode == Mode.REVERSE || x.size() > way.value().size();
        return wide ? rows(way, x) : columns(x);
    }

    private static void requireFloating(String what, TensorType type) {
        if (!type.dtype().isFloating()) {
            throw new DTypeException("jacobian: the " + what + " is " + type
                    + ", and only floating elements have derivatives. Cast it first: x.cast(DType.FLOAT64).");
        }
    }

    private Tensor columns(Tensor x) {
        UnaryOperator<Tensor> column = dx -> Diff.jvp(function, x, dx).tangent();
        Tensor columns = products(x, x.size(), column);
        TensorType value = columns.type().with(columns.shape().remove(0));
        requireFloating("value", value);
        return columns.moveAxis(0, -1).reshape(join(value.shape(), x.shape()));
    }

    private Tensor rows(Diff.Vjp<Tensor, Tensor> way, Tensor x) {
        Tensor y = way.value();
        return products(y, x.size(), way.pullback()::apply).reshape(join(y.shape(), x.shape()));
    }

    private static long[] join(Shape value, Shape point) {
        Shape shape = value;
        for (long length : point.dims()) {
            shape = shape.insert(shape.rank(), length);
        }
        return shape.dims();
    }

    /** What a linear map makes of each unit vector of the type of {@code at}, along axis 0. */
    private Tensor products(Tensor at, long size, UnaryOperator<Tensor> map) {
        long count = at.size();
        long step = chunk > 0 ? chunk : Math.max(1, USUAL / Math.max(1, Math.max(count, size)));
        UnaryOperator<Tensor> all = Diff.vmap(map);
        LongFunction<Tensor> part = from -> all.apply(units(at, from, Math.min(count, from + step)));
        Tensor first = part.apply(0);
        List<Tensor> others = new ArrayList<>();
        for (long from = step; from < count; from += step) {
            others.add(part.apply(from));
        }
        return others.isEmpty() ? first : first.append(0, others.toArray(new Tensor[0]));
    }

    private static Tensor units(Tensor at, long from, long to) {
        Shape shape = at.shape().insert(0, to - from);
        return Tensor.arange(from, to).oneHot(at.size(), at.dtype()).reshape(shape.dims());
    }
}

package dev.adjoint.testkit;

import dev.adjoint.Op;
import dev.adjoint.Primitive;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Determinant;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.Fused;
import dev.adjoint.op.Indexing;
import dev.adjoint.op.Linear;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.Matmul;
import dev.adjoint.op.MatrixExponential;
import dev.adjoint.op.Normalisation;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.op.Pooling;
import dev.adjoint.op.PseudoInverse;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * When two computations of one op count as equal: whole numbers and truth values exactly, floating ones within some
 * roundings for each element that was summed up. NaN equals NaN, and an infinity only itself.
 */
final class Agreement {

    /** Roundings that a formula may take beside those of its sums. */
    private static final double ROUNDINGS = 16;

    /** The greatest argument that intermediate values of a formula are taken to be of the size of. */
    private static final double FORMULA_SIZE = 4;

    private Agreement() {}

    /** The same bits, but for the many forms of NaN. */
    static @Nullable String difference(Array expected, Array actual) {
        return difference(expected, actual, 0, 0);
    }

    /** Equal within what a formula of some length, computed in another order, may round differently. */
    static @Nullable String closely(Array expected, Array actual) {
        double size = Math.max(1, Math.max(greatest(expected), greatest(actual)));
        return difference(expected, actual, 1e-12, size);
    }

    /** Equal within roundings of what the op sums up. */
    static @Nullable String difference(Op op, Array[] inputs, Array expected, Array actual) {
        return difference(op, inputs, sizes(op, inputs, expected.shape()), expected, actual);
    }

    /** The same, given what {@link #sizes} answered for these values. */
    static @Nullable String difference(Op op, Array[] inputs, @Nullable Array sizes, Array expected, Array actual) {
        long length = summed(op, inputs);
        // The reference computes in double: beside a float it is exact, beside a double it rounds as often.
        double rounding = expected.dtype() == DType.FLOAT32 ? 0x1p-23 : 2 * 0x1p-52;
        if (sizes != null) {
            return difference(expected, actual, rounding * (ROUNDINGS + length), sizes);
        }
        double size = 1;
        if (length > 1) {
            for (Array input : inputs) {
                size = Math.max(size, greatest(input));
            }
            // A formula is tried on its whole range at once: what overflows must not excuse what does not.
            size = op instanceof PointwiseOp ? Math.min(size, FORMULA_SIZE) : size;
        }
        return difference(expected, actual, rounding * (ROUNDINGS + length), size);
    }

    /**
     * What the products that a result is the sum of would come to if none cancelled another: the op itself, on absolute
     * values. A sum of n products in any order is right to n roundings of that size, however small it has become
     * (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1). Null for other ops.
     */
    static @Nullable Array sizes(Op op, Array[] inputs, Shape shape) {
        if (!(op instanceof Primitive product)
                || !(op instanceof Matmul || op instanceof Linear || op instanceof Convolution)) {
            return null;
        }
        Array[] absolute = Arrays.stream(inputs).map(Agreement::absolute).toArray(Array[]::new);
        Array sizes = Array.allocate(DType.FLOAT64, shape);
        product.evaluate(absolute, new Array[] {sizes});
        return sizes;
    }

    private static Array absolute(Array array) {
        Array copy = Array.allocate(DType.FLOAT64, array.shape());
        Strided.forEach(
                array.shape(),
                new Layout[] {array.layout(), copy.layout()},
                at -> copy.setDouble(at[1], Math.abs(array.doubleAt(at[0]))));
        return copy;
    }

    /** With one size for all elements. */
    private static @Nullable String difference(Array expected, Array actual, double relative, double size) {
        Array one = Array.allocate(DType.FLOAT64, Shape.SCALAR);
        one.setDouble(0, size);
        return difference(expected, actual, relative, one.with(one.layout().expand(expected.shape())));
    }

    /**
     * The first element that differs.
     *
     * @param relative the tolerance relative to the greater of the value and the size
     */
    private static @Nullable String difference(Array expected, Array actual, double relative, Array sizes) {
        if (expected.dtype() != actual.dtype() || !expected.shape().equals(actual.shape())) {
            return "expected " + expected.dtype() + expected.shape() + ", found " + actual.dtype() + actual.shape();
        }
        @Nullable String[] found = {null};
        long[] element = {0};
        Layout[] layouts = {expected.layout(), actual.layout(), sizes.layout()};
        Strided.forEach(expected.shape(), layouts, at -> {
            double size = sizes.doubleAt(at[2]);
            if (found[0] == null && !equal(expected, at[0], actual, at[1], relative, size)) {
                found[0] = "element " + element[0] + " of " + expected.shape() + ": expected " + text(expected, at[0])
                        + ", found " + text(actual, at[1])
                        + (relative == 0 ? "" : " (tolerance " + relative + " of " + size + " or the value)");
            }
            element[0]++;
        });
        return found[0];
    }

    private static boolean equal(Array expected, long e, Array actual, long a, double relative, double size) {
        if (!expected.dtype().isFloating()) {
            return expected.longAt(e) == actual.longAt(a);
        }
        double x = expected.doubleAt(e);
        double y = actual.doubleAt(a);
        if (Double.doubleToLongBits(x) == Double.doubleToLongBits(y)) {
            return true;
        }
        return relative > 0 && Math.abs(x - y) <= relative * Math.max(Math.abs(x), size);
    }

    private static String text(Array array, long at) {
        return array.dtype().isFloating() ? String.valueOf(array.doubleAt(at)) : String.valueOf(array.longAt(at));
    }

    private static double greatest(Array array) {
        double[] greatest = {0};
        Strided.forEach(array.shape(), new Layout[] {array.layout()}, at -> {
            double value = Math.abs(array.doubleAt(at[0]));
            greatest[0] = Double.isFinite(value) ? Math.max(greatest[0], value) : greatest[0];
        });
        return greatest[0];
    }

    /** How many products, elements or steps of a formula one element of the result is made of, at most. */
    private static long summed(Op op, Array[] inputs) {
        return switch (op) {
            case Matmul _ -> inputs[0].shape().dim(-1);
            case Linear _ -> inputs[0].shape().dim(-1) + 1;
            case Convolution.Forward _ -> taps(inputs[1].shape(), 1);
            case Convolution.InputGradient _ ->
                taps(inputs[1].shape(), 2) * inputs[1].shape().dim(0);
            case Convolution.WeightGradient _ ->
                taps(inputs[1].shape(), 2) * inputs[1].shape().dim(0);
            case Reduction.Sum sum ->
                sum.axes().stream().mapToLong(inputs[0].shape()::dim).reduce(1, Math::multiplyExact);
            case Normalisation normalisation -> inputs[0].shape().dim(normalisation.axis());
            case Pooling pooling -> pooling.window().kernel().size();
            case Indexing _ -> inputs[0].size();
            // Beside the composition in double; roundings of a sum mostly cancel (Higham, section 2.6).
            case Fused _ -> (long) Math.ceil(Math.sqrt(inputs[0].size()));
            case LinearSystem _, Factorisation _, Determinant _, PseudoInverse _, MatrixExponential _ ->
                elements(inputs[0].shape());
            case PointwiseOp pointwise ->
                pointwise.function().program().instructions().size();
            default -> 1;
        };
    }

    /** Of one matrix: each is changed by every row, and gaps between n values are an n-th of the greatest. */
    private static long elements(Shape matrices) {
        return 4 * matrices.dim(-1) * matrices.dim(-2);
    }

    private static long taps(Shape filters, int from) {
        long taps = 1;
        for (int axis = from; axis < filters.rank(); axis++) {
            taps *= filters.dim(axis);
        }
        return taps;
    }
}

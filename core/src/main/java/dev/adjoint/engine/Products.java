package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Sums of products over pairs of axes, as one product of matrices. */
final class Products {

    private Products() {}

    static void requireVectors(String op, Tensor a, Tensor b) {
        if (Given.input(op, 1, b).rank() != 1 || a.rank() != 1) {
            throw new ShapeException(MethodName.of(op) + ": needs two vectors: " + a.shape() + " x " + b.shape()
                    + ". Flatten them first: x.flatten(0).");
        }
    }

    /** Axes counted from the front, in the order given, each once. */
    static int[] axes(String op, Tensor x, int... axes) {
        Given.of(op, "the array of axes", axes);
        Given.input(op, 1, x);
        int[] fromFront =
                Arrays.stream(axes).map(axis -> x.shape().axis(op, axis)).toArray();
        x.shape().axes(op, axes);
        return fromFront;
    }

    /** Sums over some axes of two tensors, counted from the front; the others stay, the left tensor's first. */
    static Tensor contract(String op, Tensor a, Tensor b, int[] left, int[] right) {
        if (a.dtype() != b.dtype()) {
            throw new DTypeException(MethodName.of(op) + ": element types differ: " + a.type() + " and " + b.type()
                    + ". Cast one of them: x.cast(DType." + a.dtype().name() + ").");
        }
        if (left.length != right.length) {
            throw new ShapeException(MethodName.of(op) + ": axes " + Arrays.toString(left) + " of " + a.shape()
                    + " and " + Arrays.toString(right) + " of " + b.shape() + ". Give as many of one as of the other.");
        }
        for (int i = 0; i < left.length; i++) {
            if (a.dim(left[i]) != b.dim(right[i])) {
                throw new ShapeException(
                        MethodName.of(op) + ": axis " + left[i] + " of " + a.shape() + " and axis " + right[i]
                                + " of " + b.shape() + " differ in length (" + a.dim(left[i]) + " vs " + b.dim(right[i])
                                + "). Sum over axes of equal length.");
            }
        }
        int[] rows = others(a, left);
        int[] columns = others(b, right);
        long[] shape = LongStream.concat(
                        Arrays.stream(rows).mapToLong(a::dim),
                        Arrays.stream(columns).mapToLong(b::dim))
                .toArray();
        return matrices(matrix(a, rows, left), matrix(b, columns, right), left.length == 0)
                .reshape(shape);
    }

    private static int[] others(Tensor x, int... axes) {
        return IntStream.range(0, x.rank())
                .filter(axis -> Arrays.stream(axes).noneMatch(other -> other == axis))
                .toArray();
    }

    /** One axis of those that stay, one of those that are summed over. */
    private static Tensor matrix(Tensor x, int[] kept, int[] summed) {
        int[] order =
                IntStream.concat(Arrays.stream(kept), Arrays.stream(summed)).toArray();
        long rows = Arrays.stream(kept).mapToLong(x::dim).reduce(1, (p, n) -> p * n);
        long inner = Arrays.stream(summed).mapToLong(x::dim).reduce(1, (p, n) -> p * n);
        return x.permute(order).reshape(rows, inner);
    }

    /** {@code [.., m, k] x [.., n, k] -> [.., m, n]}; matrix products are for floating elements, and for sums. */
    static Tensor matrices(Tensor x, Tensor y, boolean isOuter) {
        if (isOuter) {
            return x.mul(y.transpose());
        }
        if (x.dtype().isFloating()) {
            return x.matmul(y.transpose());
        }
        // Sums of whole numbers are int64.
        return x.cast(DType.INT64)
                .unsqueeze(-2)
                .mul(y.cast(DType.INT64).unsqueeze(-3))
                .sum(-1);
    }
}

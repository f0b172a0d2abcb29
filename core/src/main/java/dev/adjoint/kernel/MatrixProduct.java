package dev.adjoint.kernel;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The product of matrices, or of stacks of them, by code that knows one matrix at a time. Where it knows but one thread, each
 * matrix of the result is cut into tiles, by its shape alone, and the tiles of all are shared out to the {@link Workers}.
 * Transposed factors are used where they lie.
 *
 * <p>The rows of the results lie as those of the right factors: where heads of one sequence share its rows there, they do
 * so here, and to put the heads together again is to look at the same memory otherwise.
 */
public final class MatrixProduct implements Kernel {

    /** Makes the work of factors and results that have been looked at. */
    @FunctionalInterface
    private interface Plan {
        ProductWork work(Factor left, Factor right, Factor result);
    }

    private final ProductWork work;
    private final @Nullable Layout layout;

    private MatrixProduct(Plan plan, Factor left, Factor right, @Nullable Layout layout) {
        this.layout = layout;
        this.work = plan.work(
                left,
                right,
                Factor.rows(layout != null ? layout : Layout.contiguous(product(left.layout(), right.columns()))));
    }

    /**
     * A kernel for factors {@code [.., m, k]} and {@code [.., k, n]} whose leading axes are the same. Given a third input,
     * a vector without gaps, it adds that to each row; given a second output, it writes there the sum of each row of the
     * left factor, which is one matrix then.
     *
     * @param gemm multiplies one matrix by another
     * @param dtype what their elements are
     * @param left how the left factor lies in memory
     * @param right how the right one does
     * @return the kernel, or null if neither the rows nor the columns of a factor lie without gaps, or one is empty
     */
    public static @Nullable MatrixProduct of(Gemm gemm, DType dtype, Layout left, Layout right) {
        return of((first, second, result) -> new TiledProduct(gemm, dtype, first, second, result), left, right);
    }

    /**
     * As {@link #of}, by a gemm that knows how to share out its work: matrices of a stack are computed one after the other.
     *
     * @param gemm multiplies one matrix by another
     * @param dtype what their elements are
     * @param left how the left factor lies in memory
     * @param right how the right one does
     * @return the kernel, or null if neither the rows nor the columns of a factor lie without gaps, or one is empty
     */
    public static @Nullable MatrixProduct shared(SharedGemm gemm, DType dtype, Layout left, Layout right) {
        return of((first, second, result) -> new SharedProduct(gemm, dtype, first, second, result), left, right);
    }

    private static @Nullable MatrixProduct of(Plan plan, Layout left, Layout right) {
        if (left.shape().size() == 0 || right.shape().size() == 0) {
            return null;
        }
        Factor first = Factor.of(left);
        Factor second = Factor.of(right);
        if (first == null || second == null) {
            return null;
        }
        // By one matrix for all, the rows of all matrices are the rows of one.
        Factor tall = second.isShared() ? first.rowsOfAll() : null;
        return tall != null
                ? new MatrixProduct(plan, tall, second.single(), null)
                : new MatrixProduct(plan, first, second, interleaved(first, second));
    }

    private static Shape product(Layout left, long columns) {
        return left.shape().with(-1, columns);
    }

    /** Results whose axes follow each other in memory as those of the right factors; null if that is in order. */
    private static @Nullable Layout interleaved(Factor left, Factor right) {
        if (!right.byRows()) {
            return null;
        }
        int rank = right.layout().shape().rank();
        Integer[] axes = new Integer[rank];
        for (int axis = 0; axis < rank; axis++) {
            if (axis < rank - 1 && right.layout().stride(axis) == 0) {
                return null;
            }
            axes[axis] = axis;
        }
        Arrays.sort(
                axes, 0, rank - 1, Comparator.comparing(axis -> -right.layout().stride(axis)));
        Shape shape = product(left.layout(), right.columns());
        long[] strides = new long[rank];
        long stride = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[axes[i]] = stride;
            stride *= shape.dim(axes[i]);
        }
        Layout layout = Layout.of(shape, strides, 0);
        return layout.isContiguous() ? null : layout;
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return layout != null ? layout : Layout.contiguous(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        work.run(new ProductWork.Places(
                inputs[0].address(),
                inputs[1].address(),
                inputs.length > 2 ? inputs[2].address() : 0,
                outputs[0].address(),
                outputs.length > 1 ? outputs[1].address() : 0));
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

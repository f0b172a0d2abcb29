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
 * The product of matrices, or of stacks of them, by a library that knows one matrix at a time in one thread: each matrix
 * of the result is cut into tiles, by its shape alone, and the tiles of all are shared out to the {@link Workers}.
 * Transposed factors are used where they lie.
 *
 * <p>The rows of the results lie as those of the right factors: where heads of one sequence share its rows there, they do
 * so here, and to put the heads together again is to look at the same memory otherwise.
 */
public final class MatrixProduct implements Kernel {

    /** The gemm of a library: the product of an {@code m x k} and a {@code k x n} matrix. */
    @FunctionalInterface
    public interface Gemm {

        /**
         * Overwrites a row-major result, in the calling thread alone.
         *
         * @param leftByRows whether the left factor lies row by row, else column by column
         * @param rightByRows whether the right one does
         * @param m rows of the result
         * @param n columns of the result
         * @param k the length of the sums
         * @param left the address of the left factor
         * @param leftStep elements from one of its rows (or columns) to the next
         * @param right the address of the right factor
         * @param rightStep elements from one of its rows (or columns) to the next
         * @param result the address of the result
         * @param resultStep elements from one of its rows to the next
         */
        void multiply(
                boolean leftByRows,
                boolean rightByRows,
                long m,
                long n,
                long k,
                long left,
                long leftStep,
                long right,
                long rightStep,
                long result,
                long resultStep);
    }

    /**
     * Each tile packs its rows and its columns anew, so a large product has few tiles: their number grows with the cube
     * root of the operations (in float32; one in float64 counts as two), from two of some 12 µs each.
     */
    private static final double OPERATIONS = 0.5e6;

    private static final int MOST_PARTS = 8;
    private static final long SHORTEST = 32;
    private static final long GRAIN = 16;

    /** How many times wider than high a tile should be. To pack columns of a transposed factor costs more. */
    private static final long WIDE = 4;

    private final Gemm gemm;
    private final Factor left;
    private final Factor right;
    private final @Nullable Layout layout;
    private final Factor result;
    private final int bytes;
    private final long count;
    private final int down;
    private final int along;
    private final int parts;

    private MatrixProduct(Gemm gemm, DType dtype, Factor left, Factor right, @Nullable Layout layout) {
        this.gemm = gemm;
        this.left = left;
        this.right = right;
        this.layout = layout;
        this.result = Factor.rows(layout != null ? layout : Layout.contiguous(product(left.layout, right.columns)));
        this.bytes = dtype.bytes();
        this.count = left.count();
        double operations = 2.0 * count * left.rows() * left.columns() * right.columns() * bytes / Float.BYTES;
        int wanted = Integer.highestOneBit((int) Math.clamp(Math.cbrt(operations / OPERATIONS), 1, MOST_PARTS));
        long wide = right.byRows() ? WIDE : 1;
        int rows = 1;
        int columns = 1;
        while (count * rows * columns < wanted) {
            long height = left.rows() / (2 * rows);
            long width = right.columns() / (2 * columns);
            if (height >= SHORTEST && (height * wide > width || width < SHORTEST)) {
                rows *= 2;
            } else if (width >= SHORTEST) {
                columns *= 2;
            } else {
                break;
            }
        }
        this.down = rows;
        this.along = columns;
        this.parts = (int) Math.min(wanted, count * rows * columns);
    }

    /**
     * A kernel for factors {@code [.., m, k]} and {@code [.., k, n]} whose leading axes are the same.
     *
     * @param gemm multiplies one matrix by another
     * @param dtype what their elements are
     * @param left how the left factor lies in memory
     * @param right how the right one does
     * @return the kernel, or null if neither the rows nor the columns of a factor lie without gaps, or one is empty
     */
    public static @Nullable MatrixProduct of(Gemm gemm, DType dtype, Layout left, Layout right) {
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
                ? new MatrixProduct(gemm, dtype, tall, second.single(), null)
                : new MatrixProduct(gemm, dtype, first, second, interleaved(first, second));
    }

    private static Shape product(Layout left, long columns) {
        return left.shape().with(-1, columns);
    }

    /** Results whose axes follow each other in memory as those of the right factors; null if that is in order. */
    private static @Nullable Layout interleaved(Factor left, Factor right) {
        if (!right.byRows) {
            return null;
        }
        int rank = right.layout.shape().rank();
        Integer[] axes = new Integer[rank];
        for (int axis = 0; axis < rank; axis++) {
            if (axis < rank - 1 && right.layout.stride(axis) == 0) {
                return null;
            }
            axes[axis] = axis;
        }
        Arrays.sort(axes, 0, rank - 1, Comparator.comparing(axis -> -right.layout.stride(axis)));
        Shape shape = product(left.layout, right.columns);
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
        long atLeft = inputs[0].address();
        long atRight = inputs[1].address();
        long atResult = outputs[0].address();
        if (parts == 1) {
            part(0, atLeft, atRight, atResult);
        } else {
            Workers.each(parts, part -> part(part, atLeft, atRight, atResult));
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private void part(int part, long atLeft, long atRight, long atResult) {
        long tiles = count * down * along;
        long end = tiles * (part + 1) / parts;
        for (long tile = tiles * part / parts; tile < end; tile++) {
            long matrix = tile / along / down;
            long rows = tile / along % down;
            long columns = tile % along;
            long row = start(left.rows(), rows, down);
            long column = start(right.columns(), columns, along);
            gemm.multiply(
                    left.byRows(),
                    right.byRows(),
                    start(left.rows(), rows + 1, down) - row,
                    start(right.columns(), columns + 1, along) - column,
                    left.columns(),
                    atLeft + left.place(matrix, row, 0) * bytes,
                    left.step(),
                    atRight + right.place(matrix, 0, column) * bytes,
                    right.step(),
                    atResult + result.place(matrix, row, column) * bytes,
                    result.step());
        }
    }

    /** Where one of equal parts starts, on a multiple of a vector's length. */
    private static long start(long length, long part, int parts) {
        return part == parts ? length : length * part / parts & -GRAIN;
    }

    /**
     * A stack of matrices.
     *
     * @param layout {@code [.., rows, columns]}
     * @param rows the length of the last axis but one
     * @param columns the length of the last axis
     * @param byRows whether the elements of each row follow each other; if not, those of each column do
     * @param step elements from one row (or column) to the next
     */
    private record Factor(Layout layout, long rows, long columns, boolean byRows, long step) {

        static @Nullable Factor of(Layout layout) {
            long rows = layout.shape().dim(-2);
            long columns = layout.shape().dim(-1);
            long down = rows == 1 ? columns : layout.stride(-2);
            long along = columns == 1 ? rows : layout.stride(-1);
            if ((columns == 1 || along == 1) && down >= columns) {
                return new Factor(layout, rows, columns, true, down);
            }
            return (rows == 1 || down == 1) && along >= rows ? new Factor(layout, rows, columns, false, along) : null;
        }

        /** Matrices that are written row by row, which {@code of} may take for others where there is but one. */
        static Factor rows(Layout layout) {
            long columns = layout.shape().dim(-1);
            long step = layout.shape().dim(-2) == 1 ? columns : layout.stride(-2);
            return new Factor(layout, layout.shape().dim(-2), columns, true, step);
        }

        long count() {
            return layout.shape().size() / (rows * columns);
        }

        /** Whether it is one matrix, again and again. */
        boolean isShared() {
            for (int axis = 0; axis < layout.shape().rank() - 2; axis++) {
                if (layout.shape().dim(axis) > 1 && layout.stride(axis) != 0) {
                    return false;
                }
            }
            return true;
        }

        Factor single() {
            Layout matrix = layout;
            while (matrix.shape().rank() > 2) {
                matrix = matrix.select(0, 0);
            }
            return new Factor(matrix, rows, columns, byRows, step);
        }

        /** The rows of all matrices as those of one, or null if they do not follow each other evenly. */
        @Nullable
        Factor rowsOfAll() {
            Layout tall = layout.reshape(Shape.of(count() * rows, columns));
            return tall == null ? null : of(tall);
        }

        /** Where an element lies, from the first. */
        long place(long matrix, long row, long column) {
            long place = byRows ? row * step + column : row + column * step;
            long rest = matrix;
            for (int axis = layout.shape().rank() - 3; axis >= 0 && rest > 0; axis--) {
                long length = layout.shape().dim(axis);
                place += rest % length * layout.stride(axis);
                rest /= length;
            }
            return place;
        }
    }
}

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
import java.util.function.Consumer;
import java.util.function.IntConsumer;
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
         * Overwrites a row-major result, or adds to it, in the calling thread alone.
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
         * @param onTop whether the product is added to what the result holds
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
                long resultStep,
                boolean onTop);
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
    private final DType dtype;
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
        this.result = Factor.rows(layout != null ? layout : Layout.contiguous(product(left.layout(), right.columns())));
        this.dtype = dtype;
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
        long atLeft = inputs[0].address();
        long atRight = inputs[1].address();
        long atResult = outputs[0].address();
        boolean isOnTop = inputs.length > 2;
        boolean sums = outputs.length > 1;
        Array ones = isOnTop ? ones(left.rows()) : sums ? ones(left.columns()) : null;
        IntConsumer body = part -> tiles(part, tile -> {
            if (ones != null && isOnTop) {
                fill(tile, ones, inputs[2].address(), atResult);
            }
            if (ones != null && sums && tile.column == 0) {
                sum(tile, atLeft, ones, outputs[1].address());
            }
            multiply(tile, atLeft, atRight, atResult, isOnTop);
        });
        if (parts == 1) {
            body.accept(0);
        } else {
            Workers.each(parts, body);
        }
        Reference.reachabilityFence(ones);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** A tile of one of the results. */
    private record Tile(long matrix, long row, long rows, long column, long columns) {}

    private void tiles(int part, Consumer<Tile> body) {
        long tiles = count * down * along;
        long end = tiles * (part + 1) / parts;
        for (long tile = tiles * part / parts; tile < end; tile++) {
            long rows = tile / along % down;
            long columns = tile % along;
            long row = start(left.rows(), rows, down);
            long column = start(right.columns(), columns, along);
            body.accept(new Tile(
                    tile / along / down,
                    row,
                    start(left.rows(), rows + 1, down) - row,
                    column,
                    start(right.columns(), columns + 1, along) - column));
        }
    }

    private void multiply(Tile tile, long atLeft, long atRight, long atResult, boolean onTop) {
        gemm.multiply(
                left.byRows(),
                right.byRows(),
                tile.rows,
                tile.columns,
                left.columns(),
                atLeft + left.place(tile.matrix, tile.row, 0) * bytes,
                left.step(),
                atRight + right.place(tile.matrix, 0, tile.column) * bytes,
                right.step(),
                atResult + result.place(tile.matrix, tile.row, tile.column) * bytes,
                result.step(),
                onTop);
    }

    /** Each row of a tile begins as the vector that is added to it: the product of a column of ones and that vector. */
    private void fill(Tile tile, Array ones, long vector, long atResult) {
        gemm.multiply(
                true,
                true,
                tile.rows,
                tile.columns,
                1,
                ones.address(),
                1,
                vector + tile.column * bytes,
                tile.columns,
                atResult + result.place(tile.matrix, tile.row, tile.column) * bytes,
                result.step(),
                false);
    }

    /** The sums of rows as one more product: it costs less than the product saves by finding the rows in the cache. */
    private void sum(Tile tile, long atLeft, Array ones, long sums) {
        gemm.multiply(
                left.byRows(),
                true,
                tile.rows,
                1,
                left.columns(),
                atLeft + left.place(0, tile.row, 0) * bytes,
                left.step(),
                ones.address(),
                1,
                sums + tile.row * bytes,
                1,
                false);
    }

    private Array ones(long count) {
        Array ones = Array.allocate(dtype, Shape.of(count));
        for (long i = 0; i < count; i++) {
            ones.setDouble(i, 1);
        }
        return ones;
    }

    /** Where one of equal parts starts, on a multiple of a vector's length. */
    private static long start(long length, long part, int parts) {
        return part == parts ? length : length * part / parts & -GRAIN;
    }
}

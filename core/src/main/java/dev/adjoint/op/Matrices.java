package dev.adjoint.op;

import dev.adjoint.LinearAlgebraException;
import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The matrices along the last two axes of an array, by number: how the plain algorithms of linear algebra, and kernels
 * for them, read and write a stack of any layout. They are for one run: what is written must be new memory of the op's own.
 */
public final class Matrices {

    /** A matrix as a function of row and column. */
    @FunctionalInterface
    public interface Elements {

        /**
         * One element.
         *
         * @param row its row
         * @param column its column
         * @return its value
         */
        double at(int row, int column);
    }

    private final Array array;
    /** Borrowed once: to ask the storage for each element costs ten times as much as to read it. */
    private final MemorySegment memory;

    private final Layout layout;
    private final long rowStride;
    private final long columnStride;
    private final Shape stack;
    private final int axes;

    private Matrices(Array array, Layout layout) {
        this.array = array;
        this.memory = array.borrowed();
        this.layout = layout;
        this.rowStride = layout.stride(-2);
        this.columnStride = layout.stride(-1);
        this.axes = layout.shape().rank() - 2;
        this.stack = layout.shape().remove(-1, -2);
    }

    /**
     * Matrices {@code [.., m, n]}.
     *
     * @param array an array of rank 2 or more
     * @return its matrices
     */
    public static Matrices of(Array array) {
        return new Matrices(array, array.layout());
    }

    /**
     * Vectors {@code [.., n]} as matrices of one column.
     *
     * @param array an array of rank 1 or more
     * @return its vectors as matrices {@code [.., n, 1]}
     */
    public static Matrices columns(Array array) {
        return new Matrices(array, array.layout().unsqueeze(-1));
    }

    /**
     * Numbers {@code [..]} as matrices of one element.
     *
     * @param array an array of any rank
     * @return its elements as matrices {@code [.., 1, 1]}
     */
    public static Matrices numbers(Array array) {
        return new Matrices(array, array.layout().unsqueeze(-1).unsqueeze(-1));
    }

    /** Refuses what is no stack of matrices of floating elements. */
    static void requireMatrix(String op, TensorType type) {
        Reference.requireFloating(op, type.dtype());
        if (type.shape().rank() < 2) {
            throw new ShapeException(MethodName.of(op) + ": needs matrices [.., m, n], not " + type.shape()
                    + ". Make a vector a row with unsqueeze(0) or a column with unsqueeze(1).");
        }
    }

    /** Refuses what is no stack of square matrices of floating elements. */
    static void requireSquare(String op, TensorType type) {
        Shape shape = type.shape();
        Reference.requireFloating(op, type.dtype());
        if (shape.rank() < 2 || shape.dim(-1) != shape.dim(-2)) {
            throw new ShapeException(MethodName.of(op) + ": needs square matrices [.., n, n], not " + shape
                    + ". Use leastSquares() or svd() for others.");
        }
    }

    /**
     * How many matrices there are.
     *
     * @return the size of the leading axes
     */
    public long count() {
        return stack.size();
    }

    /**
     * The number of rows of each.
     *
     * @return the length of the last axis but one
     */
    public int rows() {
        return Math.toIntExact(layout.shape().dim(-2));
    }

    /**
     * The number of columns of each.
     *
     * @return the length of the last axis
     */
    public int columns() {
        return Math.toIntExact(layout.shape().dim(-1));
    }

    /**
     * Where a matrix begins.
     *
     * @param matrix its number, in row-major order
     * @return the element offset of its element at [0, 0]
     */
    public long offset(long matrix) {
        long offset = layout.offset();
        long rest = matrix;
        for (int axis = axes - 1; axis >= 0; axis--) {
            offset += rest % stack.dim(axis) * layout.stride(axis);
            rest /= stack.dim(axis);
        }
        return offset;
    }

    /**
     * One element.
     *
     * @param start where its matrix begins, see {@link #offset}
     * @param row its row
     * @param column its column
     * @return its value
     */
    public double at(long start, long row, long column) {
        long place = start + row * rowStride + column * columnStride;
        double value = array.dtype() == DType.FLOAT32
                ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, place)
                : memory.getAtIndex(ValueLayout.JAVA_DOUBLE, place);
        java.lang.ref.Reference.reachabilityFence(array);
        return value;
    }

    /**
     * Overwrites one element.
     *
     * @param start where its matrix begins, see {@link #offset}
     * @param row its row
     * @param column its column
     * @param value its new value
     */
    public void set(long start, long row, long column, double value) {
        long place = start + row * rowStride + column * columnStride;
        if (array.dtype() == DType.FLOAT32) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) value);
        } else {
            memory.setAtIndex(ValueLayout.JAVA_DOUBLE, place, value);
        }
        java.lang.ref.Reference.reachabilityFence(array);
    }

    /**
     * Refuses a matrix with NaN or an infinity, which would go through an algorithm and come out as anything.
     *
     * @param op the op that asks
     * @param matrix which matrix
     * @throws LinearAlgebraException if an element is not finite
     */
    public void requireFinite(String op, long matrix) {
        long start = offset(matrix);
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < columns(); j++) {
                double value = at(start, i, j);
                if (!Double.isFinite(value)) {
                    throw LinearAlgebraException.notFinite(op, matrix, count(), i, j, value);
                }
            }
        }
    }

    /**
     * The first pivot that is zero, or that rounding alone could have made: no greater than one rounding of the terms
     * that it is the sum of (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 9.3). It does not
     * change when rows or columns are scaled.
     *
     * @param n the order of the matrix
     * @param factors L and U in one matrix
     * @param epsilon that of the element type, see {@link dev.adjoint.shape.DType#epsilon}
     * @return its number from 0, or -1 if every pivot is sound
     */
    public static int zeroPivot(int n, Elements factors, double epsilon) {
        for (int k = 0; k < n; k++) {
            double pivot = Math.abs(factors.at(k, k));
            double terms = pivot;
            for (int j = 0; j < k; j++) {
                terms += Math.abs(factors.at(k, j) * factors.at(j, k));
            }
            if (pivot <= epsilon * terms) {
                return k;
            }
        }
        return -1;
    }

    void negateColumn(long matrix, int column) {
        long start = offset(matrix);
        for (int i = 0; i < rows(); i++) {
            set(start, i, column, 0 - at(start, i, column));
        }
    }

    void negateRow(long matrix, int row) {
        long start = offset(matrix);
        for (int j = 0; j < columns(); j++) {
            set(start, row, j, 0 - at(start, row, j));
        }
    }

    /** The rows of a matrix, as doubles. */
    double[][] read(long matrix) {
        long start = offset(matrix);
        double[][] rows = new double[rows()][columns()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = at(start, i, j);
            }
        }
        return rows;
    }

    /** The rows of a matrix without NaN and infinities, as doubles. */
    double[][] readFinite(String op, long matrix) {
        requireFinite(op, matrix);
        return read(matrix);
    }

    /** The mean of a square matrix with its transpose; exactly the matrix itself if that is symmetric. */
    double[][] readSymmetric(String op, long matrix) {
        double[][] a = readFinite(op, matrix);
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < i; j++) {
                a[i][j] = a[i][j] / 2 + a[j][i] / 2;
                a[j][i] = a[i][j];
            }
        }
        return a;
    }

    /**
     * Overwrites a matrix.
     *
     * @param matrix which matrix
     * @param values its new elements
     */
    public void fill(long matrix, Elements values) {
        long start = offset(matrix);
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < columns(); j++) {
                set(start, i, j, values.at(i, j));
            }
        }
    }

    /** Overwrites a matrix by its rows. */
    void write(long matrix, double[][] rows) {
        fill(matrix, (i, j) -> rows[i][j]);
    }
}

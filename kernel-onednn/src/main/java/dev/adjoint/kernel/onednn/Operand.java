package dev.adjoint.kernel.onednn;

import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A factor of a matrix product: a batch of matrices in some layout.
 *
 * @param layout {@code [.., rows, columns]}
 * @param count the number of matrices
 * @param rows the length of the last axis but one
 * @param columns the length of the last axis
 * @param rowStride elements from row to row
 * @param columnStride elements from column to column
 */
record Operand(Layout layout, long count, long rows, long columns, long rowStride, long columnStride) {

    static Operand of(Layout layout) {
        Shape shape = layout.shape();
        long rows = shape.dim(-2);
        long columns = shape.dim(-1);
        return new Operand(
                layout, shape.size() / (rows * columns), rows, columns, layout.stride(-2), layout.stride(-1));
    }

    /** Whether every matrix of the batch is the same memory. */
    boolean isShared() {
        for (int axis = 0; axis < layout.shape().rank() - 2; axis++) {
            if (layout.shape().dim(axis) > 1 && layout.stride(axis) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first matrix alone. */
    Operand single() {
        return new Operand(
                Layout.of(Shape.of(rows, columns), new long[] {rowStride, columnStride}, 0),
                1,
                rows,
                columns,
                rowStride,
                columnStride);
    }

    /** The rows of all matrices as one matrix, or null if they do not follow each other evenly. */
    @Nullable
    Operand rowsOfAll() {
        Layout tall = layout.reshape(Shape.of(count * rows, columns));
        return tall == null ? null : of(tall);
    }

    /** The bytes from the first element to one in a given matrix. */
    long bytesTo(long matrix, long row, long column) {
        long offset = row * rowStride + column * columnStride;
        long rest = matrix;
        for (int axis = layout.shape().rank() - 3; axis >= 0; axis--) {
            long length = layout.shape().dim(axis);
            offset += rest % length * layout.stride(axis);
            rest /= length;
        }
        return offset * Float.BYTES;
    }

    /** The same matrices row by row without gaps, if neither their rows nor their columns can be used where they lie. */
    Operand packed() {
        return isByRows() || isByColumns() ? this : of(Layout.contiguous(layout.shape()));
    }

    /** The step from the matrices as they lie to {@link #packed}. */
    Packing packing() {
        if (isByRows() || isByColumns()) {
            return new Packing.None();
        }
        long[] dims = layout.shape().dims();
        long[] dense = Strides.rowMajor(dims);
        try (Format to = Format.strided(dims, dense)) {
            return Packing.from(dims, layout.strides(), dense, to.handle());
        }
    }

    /** Whether the elements of each row follow each other; if not, those of each column do, once {@link #packed}. */
    boolean isByRows() {
        return (columns == 1 || columnStride == 1) && (rows == 1 || rowStride >= columns);
    }

    private boolean isByColumns() {
        return (rows == 1 || rowStride == 1) && (columns == 1 || columnStride >= rows);
    }

    /** Elements from one row to the next, or from one column to the next. */
    long leading() {
        return isByRows() ? rows == 1 ? columns : rowStride : columns == 1 ? rows : columnStride;
    }
}

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

    /** The format in which a tile goes to the product: as it lies, if that is row by row or column by column. */
    Format tileFormat(long height, long width) {
        return Format.strided(new long[] {height, width}, tileStrides(height, width));
    }

    /** The step from a tile as it lies to {@link #tileFormat}. */
    Packing packing(long height, long width) {
        if (isByRows(height, width) || isByColumns(height, width)) {
            return new Packing.None();
        }
        long[] dims = {height, width};
        long[] dense = Strides.rowMajor(dims);
        try (Format to = tileFormat(height, width)) {
            return Packing.from(dims, new long[] {rowStride, columnStride}, dense, to.handle());
        }
    }

    private long[] tileStrides(long height, long width) {
        if (isByRows(height, width)) {
            return new long[] {height == 1 ? width : rowStride, 1};
        }
        if (isByColumns(height, width)) {
            return new long[] {1, width == 1 ? height : columnStride};
        }
        return Strides.rowMajor(height, width);
    }

    private boolean isByRows(long height, long width) {
        return (width == 1 || columnStride == 1) && (height == 1 || rowStride >= width);
    }

    private boolean isByColumns(long height, long width) {
        return (height == 1 || rowStride == 1) && (width == 1 || columnStride >= height);
    }
}

package dev.adjoint.kernel;

import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A stack of matrices.
 *
 * @param layout {@code [.., rows, columns]}
 * @param rows the length of the last axis but one
 * @param columns the length of the last axis
 * @param byRows whether the elements of each row follow each other; if not, those of each column do
 * @param step elements from one row (or column) to the next
 */
record Factor(Layout layout, long rows, long columns, boolean byRows, long step) {

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

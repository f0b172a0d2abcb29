package dev.adjoint.op;

import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.memory.Strided;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;

/** What the indexing ops share: checks of index tensors, and the walks that they steer. */
final class Indices {

    private Indices() {}

    /** Refuses an index tensor that is not one. */
    static void requireIndex(String op, TensorType index) {
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new DTypeException(MethodName.of(op) + ": the index is " + index.dtype()
                    + ". Give an int64 or int32 tensor: index.cast(DType.INT64).");
        }
    }

    /** Refuses indices that do not point into an axis, before anything is read. */
    static void requireInside(String op, Array index, int axis, long length) {
        requireInside(op, index, length, "axis " + axis);
    }

    /** Refuses indices that are not below a bound, naming what is indexed. */
    static void requireInside(String op, Array index, long length, String where) {
        Strided.forEach(index.shape(), new Layout[] {index.layout()}, at -> {
            long i = index.longAt(at[0]);
            if (i < 0 || i >= length) {
                throw new IndexOutOfBoundsException(
                        MethodName.of(op) + ": index " + i + " does not lie in " + where + " of length " + length
                                + (length == 0 ? ". It has no elements." : ". Give 0 to " + (length - 1) + "."));
            }
        });
    }

    static void requireCovered(String op, Shape x, Shape index, int axis) {
        boolean covered = x.rank() == index.rank();
        for (int i = 0; covered && i < x.rank(); i++) {
            covered = i == axis || index.dim(i) <= x.dim(i);
        }
        if (!covered) {
            throw new ShapeException(MethodName.of(op) + ": index " + index + " does not fit " + x + " along axis "
                    + axis + ". Give it the same rank, and no greater length along the other axes.");
        }
    }

    /** The element at position 0 of the line along {@code axis} that each index points into. */
    static Layout lines(Layout x, Shape index, int axis) {
        if (index.size() == 0) {
            return Layout.of(index, new long[index.rank()], 0);
        }
        Layout start = x;
        for (int i = 0; i < index.rank(); i++) {
            start = start.slice(i, 0, i == axis ? 1 : index.dim(i), 1);
        }
        return start.expand(index);
    }

    /** What to do with one index and the slice that belongs to it. */
    interface SliceVisitor {
        void visit(long index, Layout slice);
    }

    /** Visits, for each element of the index, the slice of the layout that stands at its place. */
    static void slices(Array index, int axis, Layout whole, SliceVisitor visitor) {
        long[] place = new long[index.shape().rank()];
        for (long n = index.size(); n > 0; n--) {
            Layout slice = whole;
            for (long i : place) {
                slice = slice.select(axis, i);
            }
            visitor.visit(index.longAt(index.layout().offsetOf(place)), slice);
            for (int i = place.length - 1; i >= 0 && ++place[i] == index.shape().dim(i); i--) {
                place[i] = 0;
            }
        }
    }
}

package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;

/** What the losses of classifiers ask of scores {@code [n, classes]} and labels {@code [n]}, and how they read them. */
final class Labels {

    private Labels() {}

    /** The labels as a column of indices along axis 1 of the scores. */
    static Tensor column(String loss, Tensor scores, Tensor labels) {
        if (scores.rank() != 2) {
            throw new ShapeException(loss + ": scores " + scores.shape() + " are not [batch, classes]."
                    + " Give one row of scores for each example.");
        }
        if (!labels.dtype().isInteger()) {
            throw new DTypeException(loss + ": labels are " + labels.type() + ", not class indices."
                    + " Give int64 labels from 0 to " + (scores.dim(1) - 1) + ": one-hot rows become indices with"
                    + " argmax(1), floats with cast(DType.INT64).");
        }
        if (labels.rank() != 1 || labels.dim(0) != scores.dim(0)) {
            throw new ShapeException(loss + ": labels " + labels.shape() + " for scores " + scores.shape()
                    + ". Give one label for each of the " + scores.dim(0) + " rows: [" + scores.dim(0) + "].");
        }
        Tensor indices = labels.dtype() == DType.UINT8 ? labels.cast(DType.INT64) : labels;
        return indices.unsqueeze(1);
    }

    /** The score of the right class of each example, {@code [n]}; a label that is no class is refused. */
    static Tensor right(String loss, Tensor scores, Tensor column) {
        try {
            return scores.gather(1, column).squeeze(1);
        } catch (IndexOutOfBoundsException e) {
            IndexOutOfBoundsException located = new IndexOutOfBoundsException(loss + ": a label is no class of scores "
                    + scores.shape() + ": " + e.getMessage() + " Labels go from 0 to " + (scores.dim(1) - 1) + ".");
            located.initCause(e);
            throw located;
        }
    }
}

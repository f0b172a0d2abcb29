package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import java.util.function.Supplier;

/** What the losses of classifiers ask of scores {@code [n, classes]} and labels {@code [n]}, and how they read them. */
final class Labels {

    private Labels() {}

    /** Refuses scores that are not one row for each example. */
    static void requireRows(String loss, Tensor scores) {
        if (Given.of(loss, "the tensor of scores", scores).rank() != 2) {
            throw new ShapeException(loss + ": scores " + scores.shape() + " are not [batch, classes]."
                    + " Give one row of scores for each example.");
        }
    }

    /** The labels of rows of scores as indices of classes. */
    static Tensor indices(String loss, Tensor scores, Tensor labels) {
        requireRows(loss, scores);
        if (!Given.of(loss, "the tensor of labels", labels).dtype().isInteger()) {
            throw new DTypeException(loss + ": labels are " + labels.type() + ", not class indices."
                    + " Give int64 labels from 0 to " + (scores.dim(1) - 1) + ": one-hot rows become indices with"
                    + " argmax(1), floats with cast(DType.INT64).");
        }
        if (labels.rank() != 1 || labels.dim(0) != scores.dim(0)) {
            throw new ShapeException(loss + ": labels " + labels.shape() + " for scores " + scores.shape()
                    + ". Give one label for each of the " + scores.dim(0) + " rows: [" + scores.dim(0) + "].");
        }
        return labels.dtype() == DType.UINT8 ? labels.cast(DType.INT64) : labels;
    }

    /** What is read by labels; a label that is no class is refused. */
    static Tensor checked(String loss, Tensor scores, Supplier<Tensor> read) {
        try {
            return read.get();
        } catch (IndexOutOfBoundsException e) {
            IndexOutOfBoundsException located = new IndexOutOfBoundsException(loss + ": a label is no class of scores "
                    + scores.shape() + ": " + e.getMessage() + " Labels go from 0 to " + (scores.dim(1) - 1) + ".");
            located.initCause(e);
            throw located;
        }
    }
}

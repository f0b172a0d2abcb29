package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;

/** What the losses of single elements ask of predictions and targets: the same shape, the same floating type. */
final class Elementwise {

    private Elementwise() {}

    static void check(String loss, Tensor prediction, Tensor target) {
        Given.of(loss, "the prediction", prediction);
        Given.of(loss, "the target", target);
        if (!prediction.shape().equals(target.shape())) {
            throw new ShapeException(loss + ": prediction " + prediction.shape() + " and target " + target.shape()
                    + " differ. " + remedy(prediction, target));
        }
        if (prediction.dtype() != target.dtype()) {
            throw new DTypeException(loss + ": prediction " + prediction.type() + " and target " + target.type()
                    + " differ. Cast the target: t.cast(DType."
                    + prediction.dtype().name() + ").");
        }
    }

    private static String remedy(Tensor prediction, Tensor target) {
        return prediction.size() == target.size()
                ? "Reshape the target: t.reshape(p.shape().dims())."
                : "Give one target for each predicted element.";
    }
}

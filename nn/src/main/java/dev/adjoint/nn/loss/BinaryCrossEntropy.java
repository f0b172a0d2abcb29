package dev.adjoint.nn.loss;

import dev.adjoint.Tensor;
import dev.adjoint.expr.Expr;
import dev.adjoint.op.PointwiseFunction;

/**
 * The cross-entropy of yes-or-no questions, from scores that no sigmoid was applied to: {@code log(1 + e^s) - s t} for
 * scores {@code s} and targets {@code t} from 0 to 1, of equal shape; without overflow for scores of any size.
 *
 * @param reduction how the losses of the elements become one number
 */
public record BinaryCrossEntropy(Reduction reduction) implements Loss {

    private static final PointwiseFunction FORMULA = PointwiseFunction.define(
            "binary-cross-entropy",
            2,
            Expr.input(0).softplus().minus(Expr.input(0).times(Expr.input(1))));

    /** The mean over all elements. */
    public BinaryCrossEntropy() {
        this(Reduction.MEAN);
    }

    @Override
    public Tensor of(Tensor scores, Tensor target) {
        Elementwise.check("binary cross-entropy", scores, target);
        return reduction.apply(FORMULA.apply(scores, target));
    }
}

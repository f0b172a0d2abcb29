package dev.adjoint.engine;

import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Expr;
import dev.adjoint.op.PointwiseFunction;
import dev.adjoint.random.Generator;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Shape;

/** The part of the language that leaves things to chance: comparisons and sums with random numbers. */
interface SamplingFace extends Tensor {

    /** Kept and scaled by the second parameter, unless the random number lies below the first. */
    PointwiseFunction DROPOUT = PointwiseFunction.define(
            "dropout",
            2,
            Expr.input(1)
                    .lt(Expr.parameter(0))
                    .select(Expr.constant(0), Expr.input(0).times(Expr.parameter(1))));

    /**
     * Refuses values that no chances can be made of, where there are values to look at.
     *
     * @param method who refuses
     * @param fact what is wrong
     * @param wrong where it is
     */
    void requireNone(String method, String fact, Tensor wrong);

    /**
     * Who draws the random numbers for this tensor.
     *
     * @return the interpreter in force, or the drawing that this tensor belongs to
     */
    Interpreter lots();

    @Override
    default Tensor bernoulli(Generator generator) {
        requireFloating("bernoulli");
        requireNone(
                "bernoulli", "a probability outside 0 to 1", ge(0).and(le(1)).not());
        return lots().uniform(generator, type()).lt(detach());
    }

    @Override
    default Tensor categorical(long count, Generator generator) {
        Tensor logits = unsqueeze(-2);
        Tensor rows = logits.expand(logits.shape().with(-2, count).dims());
        return perturbed(rows.cast(DType.FLOAT64), generator).argmax(-1);
    }

    @Override
    default Tensor multinomial(long count, boolean replacement, Generator generator) {
        requireNone(
                "multinomial",
                "a weight that is negative or not finite",
                ge(0).and(isFinite()).not());
        Tensor found = gt(0).cast(DType.INT64).sum(-1);
        requireNone("multinomial", "a row with too few weights above 0", found.lt(replacement ? 1 : count));
        Tensor logits = cast(DType.FLOAT64).log();
        return replacement
                ? logits.categorical(count, generator)
                : perturbed(logits, generator).topK(count, -1).indices();
    }

    /** Logits with Gumbel noise: their order is a draw without replacement, and their greatest one a single draw. */
    private Tensor perturbed(Tensor logits, Generator generator) {
        Tensor share = lots().uniform(generator, logits.type());
        return logits.detach().sub(share.log().neg().log());
    }

    @Override
    default Tensor shuffle(int axis, Generator generator) {
        TensorType places = new TensorType(DType.FLOAT64, Shape.of(shape().dim("shuffle", axis)));
        return take(axis, lots().uniform(generator, places).argsort(0));
    }

    @Override
    default Tensor dropout(double probability, Generator generator) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException(
                    "dropout: probability " + probability + " does not lie between 0 and 1. Give one that does.");
        }
        requireFloating("dropout");
        if (probability == 0) {
            return this;
        }
        Tensor lot = lots().uniform(generator, type());
        return DROPOUT.with(probability, probability == 1 ? 0 : 1 / (1 - probability))
                .apply(this, lot)[0];
    }

    private void requireFloating(String method) {
        if (!dtype().isFloating()) {
            throw new DTypeException(
                    method + ": needs floating elements, not " + type() + ". Cast first: x.cast(DType.FLOAT32).");
        }
    }
}

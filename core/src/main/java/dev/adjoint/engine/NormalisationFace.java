package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.op.CausalSoftmax;
import dev.adjoint.op.GroupNorm;
import dev.adjoint.op.LayerNorm;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Normalisations that are one op where they are of the usual form; the others are composed. */
interface NormalisationFace extends Tensor {

    @Override
    default Tensor causalSoftmax(double scale) {
        return EngineInterpreter.route(new CausalSoftmax(scale), this)[0];
    }

    /** {@inheritDoc} Over the last axes it is layer normalisation with ones and zeros. */
    @Override
    default Tensor standardize(double epsilon, int... axes) {
        int[] chosen = shape().axes("standardize", axes);
        if (!areLast(chosen) || !dtype().isFloating()) {
            return Tensor.super.standardize(epsilon, axes);
        }
        long[] line = Arrays.copyOfRange(shape().dims(), rank() - chosen.length, rank());
        return EngineInterpreter.route(
                new LayerNorm(chosen.length, epsilon), this, Tensor.ones(dtype(), line), Tensor.zeros(dtype(), line))[
                0];
    }

    @Override
    default Tensor layerNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon, int... axes) {
        int[] chosen = shape().axes("layerNorm", axes);
        int first = rank() - chosen.length;
        return areLast(chosen) && weight != null && bias != null && fits(weight, first) && fits(bias, first)
                ? EngineInterpreter.route(new LayerNorm(chosen.length, epsilon), this, weight, bias)[0]
                : Tensor.super.layerNorm(weight, bias, epsilon, axes);
    }

    @Override
    default Tensor groupNorm(int groups, @Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return rank() >= 2
                        && groups >= 1
                        && dim(1) % groups == 0
                        && weight != null
                        && bias != null
                        && ofChannels(weight)
                        && ofChannels(bias)
                ? EngineInterpreter.route(new GroupNorm(groups, epsilon), this, weight, bias)[0]
                : Tensor.super.groupNorm(groups, weight, bias, epsilon);
    }

    /** {@inheritDoc} With weight and bias it is group normalisation, each channel being a group. */
    @Override
    default Tensor instanceNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return rank() >= 3 && dim(1) > 0 && weight != null && bias != null
                ? groupNorm((int) dim(1), weight, bias, epsilon)
                : Tensor.super.instanceNorm(weight, bias, epsilon);
    }

    @Override
    default Tensor batchNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return rank() >= 2 && weight != null && bias != null && ofChannels(weight) && ofChannels(bias)
                ? EngineInterpreter.route(new BatchNorm(epsilon), this, weight, bias)[0]
                : Tensor.super.batchNorm(weight, bias, epsilon);
    }

    private boolean areLast(int... axes) {
        int first = rank() - axes.length;
        return axes.length > 0 && IntStream.range(0, axes.length).allMatch(i -> axes[i] == first + i);
    }

    private boolean ofChannels(Tensor part) {
        return part.dtype() == dtype() && dtype().isFloating() && part.rank() == 1 && part.dim(0) == dim(1);
    }

    private boolean fits(Tensor part, int first) {
        if (part.dtype() != dtype() || part.rank() != rank() - first) {
            return false;
        }
        for (int axis = first; axis < rank(); axis++) {
            if (part.dim(axis - first) != dim(axis)) {
                return false;
            }
        }
        return dtype().isFloating();
    }
}

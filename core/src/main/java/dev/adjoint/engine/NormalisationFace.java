package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.op.CausalSoftmax;
import dev.adjoint.op.LayerNorm;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Normalisations that are one op where they are of the usual form; the others are composed. */
interface NormalisationFace extends Tensor {

    @Override
    default Tensor causalSoftmax(double scale) {
        return EngineInterpreter.route(new CausalSoftmax(scale), this)[0];
    }

    @Override
    default Tensor layerNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon, int... axes) {
        int[] chosen = shape().axes("layerNorm", axes);
        int first = rank() - chosen.length;
        boolean last = chosen.length > 0 && IntStream.range(0, chosen.length).allMatch(i -> chosen[i] == first + i);
        return last && weight != null && bias != null && fits(weight, first) && fits(bias, first)
                ? EngineInterpreter.route(new LayerNorm(chosen.length, epsilon), this, weight, bias)[0]
                : Tensor.super.layerNorm(weight, bias, epsilon, axes);
    }

    @Override
    default Tensor batchNorm(@Nullable Tensor weight, @Nullable Tensor bias, double epsilon) {
        return rank() >= 2 && weight != null && bias != null && ofChannels(weight) && ofChannels(bias)
                ? EngineInterpreter.route(new BatchNorm(epsilon), this, weight, bias)[0]
                : Tensor.super.batchNorm(weight, bias, epsilon);
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

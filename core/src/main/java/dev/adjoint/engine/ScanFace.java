package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Scan;

/** The running results that are ops of their own. */
interface ScanFace extends Tensor {

    @Override
    default Tensor cumsum(int axis) {
        return EngineInterpreter.route(new Scan.CumSum(shape().axis("cumsum", axis), false), this)[0];
    }

    @Override
    default Tensor cumArgmax(int axis) {
        return EngineInterpreter.route(new Scan.CumArg(shape().axis("cumArgmax", axis), true), this)[0];
    }

    @Override
    default Tensor cumArgmin(int axis) {
        return EngineInterpreter.route(new Scan.CumArg(shape().axis("cumArgmin", axis), false), this)[0];
    }
}

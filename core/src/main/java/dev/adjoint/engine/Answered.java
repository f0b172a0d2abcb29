package dev.adjoint.engine;

import dev.adjoint.Context;
import dev.adjoint.Tensor;

/** One application of an op whose forward pass is over: all outputs are known, not only those that were kept. */
interface Answered extends Context {

    /**
     * What the forward pass answered.
     *
     * @return the outputs
     */
    Tensor[] outputs();
}

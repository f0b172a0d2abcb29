package dev.adjoint.engine;

import dev.adjoint.Engine;
import dev.adjoint.Interpreter;
import dev.adjoint.Tensor;

/** The engine as a service. */
public final class InstalledEngine implements Engine {

    /** Called by the service loader. */
    public InstalledEngine() {}

    @Override
    public Interpreter eager() {
        return Eager.INSTANCE;
    }

    @Override
    public Tensor leaf(Tensor value) {
        return Tape.byHand(value);
    }
}

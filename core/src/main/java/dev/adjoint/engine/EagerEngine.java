package dev.adjoint.engine;

import dev.adjoint.Engine;
import dev.adjoint.Interpreter;

/** The engine as a service. */
public final class EagerEngine implements Engine {

    /** Called by the service loader. */
    public EagerEngine() {}

    @Override
    public Interpreter eager() {
        return Eager.INSTANCE;
    }
}

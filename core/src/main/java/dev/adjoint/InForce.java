package dev.adjoint;

import dev.adjoint.memory.Ambient;
import java.util.ServiceLoader;

/** The binding behind {@link Interpreter#current}; the engine is a service, so that the language need not know it. */
final class InForce {

    static final Ambient<Interpreter> CURRENT = new Ambient<>();

    static final Engine ENGINE = ServiceLoader.load(Engine.class, Engine.class.getClassLoader())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no engine found: "
                    + "dev.adjoint.core is incomplete. Put the whole jar on the module or class path."));

    static final Interpreter EAGER = ENGINE.eager();

    private InForce() {}
}

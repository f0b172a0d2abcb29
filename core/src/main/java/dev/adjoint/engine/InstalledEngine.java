package dev.adjoint.engine;

import dev.adjoint.Context;
import dev.adjoint.Engine;
import dev.adjoint.Interpreter;
import dev.adjoint.NanDetective;
import dev.adjoint.Op;
import dev.adjoint.Tensor;
import dev.adjoint.memory.Origin;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    @Override
    public <T> T watched(NanDetective detective, Supplier<T> body) {
        return Origin.recorded(() -> Eager.observed(new NonFiniteWatch(detective), body));
    }

    @Override
    public @Nullable Tensor[] jvp(Op op, Context context, @Nullable Tensor... tangents) {
        return Forward.twiceBackward(op, context, tangents);
    }
}

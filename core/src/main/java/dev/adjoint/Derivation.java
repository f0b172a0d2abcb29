package dev.adjoint;

import dev.adjoint.memory.Ambient;
import dev.adjoint.memory.Origin;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose derivative rule is running: what is computed in there is not what the user wrote, and reports say so.
 *
 * <p>Known in debug mode only, where {@link Origin}s are recorded too.
 *
 * @param op whose rule it is
 * @param mode which of its rules
 * @param line where the op was applied, as far as that is known
 */
public record Derivation(Op op, Mode mode, @Nullable String line) {

    /** The two rules that an op has. */
    public enum Mode {
        /** Its vector-Jacobian product, in a backward walk. */
        BACKWARD,
        /** Its Jacobian-vector product, in forward mode. */
        JVP
    }

    private static final Ambient<Derivation> RUNNING = new Ambient<>();

    /**
     * The rule that runs in this thread.
     *
     * @return the innermost rule, or null outside all of them and outside debug mode
     */
    public static @Nullable Derivation running() {
        return RUNNING.orNull();
    }

    /**
     * Runs a rule, and says so to who asks in debug mode.
     *
     * @param op whose rule it is
     * @param mode which of its rules
     * @param line where the op was applied, if that is known
     * @param rule the rule
     * @param <T> the type of its result
     * @return the result of the rule
     */
    public static <T extends @Nullable Object> T during(Op op, Mode mode, @Nullable String line, Supplier<T> rule) {
        return Origin.recording() ? RUNNING.during(new Derivation(op, mode, line), rule) : rule.get();
    }
}

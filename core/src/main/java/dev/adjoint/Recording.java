package dev.adjoint;

import java.util.function.Supplier;

/**
 * Whether operations are recorded for a backward pass: on, unless switched off for the duration of a call.
 *
 * <p>Bound to the call, not to a global: other threads do not notice, and it is on again whatever happens inside.
 */
public final class Recording {

    private static final ScopedValue<Boolean> ON = ScopedValue.newInstance();

    private Recording() {}

    /**
     * Whether operations are recorded here.
     *
     * @return true unless inside {@link #off}
     */
    public static boolean isOn() {
        return !ON.isBound() || ON.get();
    }

    /**
     * Computes without recording: for evaluation, and for updates of parameters.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T off(Supplier<T> body) {
        return ScopedValue.where(ON, false).call(body::get);
    }

    /**
     * Runs without recording.
     *
     * @param body what to run
     */
    public static void off(Runnable body) {
        ScopedValue.where(ON, false).run(body);
    }

    /**
     * Records again inside a call that is not recorded.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T on(Supplier<T> body) {
        return ScopedValue.where(ON, true).call(body::get);
    }
}

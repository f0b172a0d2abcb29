package dev.adjoint.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is in force during a call: a {@link ScopedValue} that costs next to nothing to ask for while no thread has bound
 * it. Every op asks for some of these, and nearly always nobody has bound any: one plain read in the place of a look-up.
 *
 * <p>It stands on this floor for the same reason as {@link Origin}: storages are the first things that ask.
 *
 * @param <T> the type of the value
 */
public final class Ambient<T> {

    private final ScopedValue<T> value = ScopedValue.newInstance();

    /** Calls under way in all threads. Who runs inside one has seen it counted, by program order or its thread's start. */
    private final AtomicInteger calls = new AtomicInteger();

    /** Bound nowhere. */
    public Ambient() {}

    /**
     * Whether a call that binds it is under way here.
     *
     * @return true inside {@link #during}
     */
    public boolean isBound() {
        return calls.getOpaque() != 0 && value.isBound();
    }

    /**
     * The value of the innermost call.
     *
     * @return the value, or null outside all calls
     */
    public @Nullable T orNull() {
        return isBound() ? value.get() : null;
    }

    /**
     * The value of the innermost call.
     *
     * @param other what to answer outside all calls
     * @return one of both
     */
    public T orElse(T other) {
        return isBound() ? value.get() : other;
    }

    /**
     * Binds the value for the duration of a call, in this thread.
     *
     * @param bound the value
     * @param body what to run
     * @param <R> the type of its result
     * @return the result of {@code body}
     */
    public <R extends @Nullable Object> R during(T bound, Supplier<R> body) {
        calls.incrementAndGet();
        try {
            return ScopedValue.where(value, bound).call(body::get);
        } finally {
            calls.decrementAndGet();
        }
    }
}

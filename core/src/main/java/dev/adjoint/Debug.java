package dev.adjoint;

import java.util.function.Supplier;

/**
 * Questions to a computation that went wrong.
 *
 * <pre>{@code
 * Debug.nan(() -> loss(x).backward());
 * }</pre>
 */
public final class Debug {

    private Debug() {}

    /**
     * Computes, and fails at the first op, forward or backward, that makes a NaN or an infinity.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     * @throws NonFiniteException at that op; its message names the op, its inputs and the lines of code
     */
    public static <T> T nan(Supplier<T> body) {
        return nan().call(body);
    }

    /**
     * Runs, and fails at the first op, forward or backward, that makes a NaN or an infinity.
     *
     * @param body what to run
     * @throws NonFiniteException at that op; its message names the op, its inputs and the lines of code
     */
    public static void nan(Runnable body) {
        nan().run(body);
    }

    /**
     * A detective with the usual settings, to be told otherwise.
     *
     * @return a detective that fails at the first NaN or infinity
     */
    public static NanDetective nan() {
        return new NanDetective();
    }
}

package dev.adjoint;

import dev.adjoint.memory.Ambient;
import java.util.function.Supplier;

/**
 * Whether operations are recorded for a backward pass: on, unless switched off for the duration of a call.
 *
 * <p>Bound to the call, not to a global: other threads do not notice, and it is on again whatever happens inside.
 */
public final class Recording {

    private static final long ALL = 0;
    private static final long NONE = Long.MAX_VALUE;

    /** The lowest level of derivative that records; a derivative asked for inside {@link #off} is one above those off. */
    private static final Ambient<Long> FROM = new Ambient<>();

    private static final Ambient<Boolean> AGAIN = new Ambient<>();

    private Recording() {}

    /**
     * Whether operations are recorded here.
     *
     * @return true unless inside {@link #off}
     */
    public static boolean isOn() {
        return from() != NONE;
    }

    /**
     * Which derivatives record here.
     *
     * @return the lowest level that does
     */
    public static long from() {
        Long from = FROM.orNull();
        return from == null ? ALL : from;
    }

    /**
     * Records for one derivative and those inside it, although recording is off for those around.
     *
     * @param level the lowest level that records; ignored while recording is on
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T from(long level, Supplier<T> body) {
        return isOn() ? body.get() : FROM.during(level, body);
    }

    /**
     * Computes without recording: for evaluation, and for updates of parameters. A derivative that is asked for inside
     * is computed all the same, and is a constant to those outside.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T off(Supplier<T> body) {
        return FROM.during(NONE, body);
    }

    /**
     * Runs without recording.
     *
     * @param body what to run
     */
    public static void off(Runnable body) {
        FROM.during(NONE, () -> {
            body.run();
            return NONE;
        });
    }

    /**
     * Records again inside a call that is not recorded.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T on(Supplier<T> body) {
        return FROM.during(ALL, body);
    }

    /**
     * Whether this is a second run of code whose values were forgotten, as a checkpoint's: what its first run did to
     * the world, such as moving a running average, is not to be done again.
     *
     * @return true inside {@link #again}
     */
    public static boolean isAgain() {
        return AGAIN.isBound();
    }

    /**
     * Records a second run of code.
     *
     * @param from what {@link #from()} was in the first run
     * @param body what was run before
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T again(long from, Supplier<T> body) {
        return FROM.during(from, () -> AGAIN.during(true, body));
    }
}

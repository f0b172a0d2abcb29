package dev.adjoint.memory;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of the user's program, recorded where something was made, so that an error later on can name it.
 *
 * <p>Recording costs some microseconds each, so it is off unless debug mode asks for it: by the system property
 * {@code adjoint.debug} ({@code true} or {@code nan}), at run time by {@link #record}, or for the duration of a call by
 * {@link #recorded}. It stands on this floor because storages are the first things that are made; every floor above may
 * use it.
 *
 * <p>Where the user's line is far away, since a layer or a loss of ours computes, the line of the layer comes first.
 */
public final class Origin {
    private static final List<String> PASSED_OVER = List.of("dev.adjoint.", "java.", "jdk.");

    /** The packages of the language and its machinery: who calls them is worth naming. */
    static final Set<String> CORE = Set.of(
            "dev.adjoint",
            "dev.adjoint.diff",
            "dev.adjoint.engine",
            "dev.adjoint.expr",
            "dev.adjoint.graph",
            "dev.adjoint.kernel",
            "dev.adjoint.lazy",
            "dev.adjoint.memory",
            "dev.adjoint.op",
            "dev.adjoint.op.example",
            "dev.adjoint.random",
            "dev.adjoint.shape");

    private static final Ambient<Boolean> WITHIN = new Ambient<>();
    /** What all of a call counts as: see {@link #together}. */
    private static final Ambient<Origin> TOGETHER = new Ambient<>();

    private static volatile boolean recording = Set.of("true", "nan").contains(System.getProperty("adjoint.debug", ""));

    private final StackTraceElement line;
    private final @Nullable StackTraceElement caller;

    private Origin(StackTraceElement line, @Nullable StackTraceElement caller) {
        this.line = line;
        this.caller = caller;
    }

    /**
     * Whether origins are recorded.
     *
     * @return true in debug mode
     */
    public static boolean recording() {
        return recording || WITHIN.isBound();
    }

    /**
     * Turns debug mode on or off, for all threads, from now on.
     *
     * @param on whether to record
     */
    public static void record(boolean on) {
        recording = on;
    }

    /**
     * Records origins for the duration of a call, in this thread.
     *
     * @param body what to compute
     * @param <T> the type of its result
     * @return the result of {@code body}
     */
    public static <T> T recorded(Supplier<T> body) {
        return WITHIN.during(true, body);
    }

    /**
     * The innermost line outside this library that led here.
     *
     * @return the origin, or null outside debug mode
     */
    public static @Nullable Origin here() {
        return recording() ? now() : null;
    }

    /**
     * The innermost line outside this library that led here, in debug mode or not: for what is made once and run often.
     *
     * @return the origin
     */
    public static Origin now() {
        Origin together = TOGETHER.orNull();
        return together == null ? walked() : together;
    }

    /**
     * Runs what makes or changes much for one line of the user's program, such as a step of an optimiser: the stack is
     * walked once for all of it.
     *
     * @param body what to run, in this thread
     */
    public static void together(Runnable body) {
        TOGETHER.during(now(), () -> {
            body.run();
            return null;
        });
    }

    private static Origin walked() {
        return StackWalker.getInstance().walk(Origin::innermost);
    }

    /**
     * The innermost line outside this library that an error came from.
     *
     * @param error what was thrown
     * @return the origin, or null if all of its lines are the library's
     */
    public static @Nullable Origin of(Throwable error) {
        for (StackTraceElement frame : error.getStackTrace()) {
            if (isUsers(frame.getClassName())) {
                return new Origin(frame, null);
            }
        }
        return null;
    }

    private static Origin innermost(Stream<StackWalker.StackFrame> frames) {
        StackWalker.StackFrame last = null;
        StackWalker.StackFrame layer = null;
        for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            last = frame;
            if (isUsers(frame.getClassName())) {
                return layer == null ? new Origin(line(last), null) : new Origin(line(layer), line(last));
            }
            layer = layer == null && isLayer(frame.getClassName()) ? last : layer;
        }
        return new Origin(line(layer == null ? last : layer), null);
    }

    private static StackTraceElement line(StackWalker.@Nullable StackFrame frame) {
        return frame == null ? new StackTraceElement("unknown", "unknown", null, -1) : frame.toStackTraceElement();
    }

    /** Ours, but above the language: code that computes with tensors as a user's does. */
    private static boolean isLayer(String className) {
        return className.startsWith("dev.adjoint.")
                && !CORE.contains(className.substring(0, className.lastIndexOf('.')));
    }

    /** Neither this library's nor the JDK's, which stands between where a user hands on a method such as Tensor::sin. */
    private static boolean isUsers(String className) {
        // By index: this runs for every frame of every change in place, and streams would be most of its garbage.
        for (int i = 0; i < PASSED_OVER.size(); i++) {
            if (className.startsWith(PASSED_OVER.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Class, method, file and line, as in a stack trace. */
    @Override
    public String toString() {
        return caller == null ? line.toString() : line + ", called from " + caller;
    }
}

package dev.adjoint.memory;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of the user's program, recorded where something was made, so that an error later on can name it.
 *
 * <p>Recording costs some microseconds each, so it is off unless debug mode asks for it: by the system property
 * {@code adjoint.debug=true}, or at run time by {@link #record}. It stands on this floor because storages are the first
 * things that are made; every floor above may use it.
 */
public final class Origin {
    private static final List<String> PASSED_OVER = List.of("dev.adjoint.", "java.", "jdk.");
    private static volatile boolean recording = Boolean.getBoolean("adjoint.debug");

    private final StackTraceElement frame;

    private Origin(StackTraceElement frame) {
        this.frame = frame;
    }

    /**
     * Whether origins are recorded.
     *
     * @return true in debug mode
     */
    public static boolean recording() {
        return recording;
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
     * The innermost line outside this library that led here.
     *
     * @return the origin, or null outside debug mode
     */
    public static @Nullable Origin here() {
        return recording ? now() : null;
    }

    /**
     * The innermost line outside this library that led here, in debug mode or not: for what is made once and run often.
     *
     * @return the origin
     */
    public static Origin now() {
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
                return new Origin(frame);
            }
        }
        return null;
    }

    private static Origin innermost(Stream<StackWalker.StackFrame> frames) {
        StackTraceElement last = new StackTraceElement("unknown", "unknown", null, -1);
        for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            last = frame.toStackTraceElement();
            if (isUsers(frame.getClassName())) {
                break;
            }
        }
        return new Origin(last);
    }

    /** Neither this library's nor the JDK's, which stands between where a user hands on a method such as Tensor::sin. */
    private static boolean isUsers(String className) {
        return PASSED_OVER.stream().noneMatch(className::startsWith);
    }

    /** Class, method, file and line, as in a stack trace. */
    @Override
    public String toString() {
        return frame.toString();
    }
}

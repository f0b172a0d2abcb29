package dev.adjoint.memory;

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
    private static final String OWN = "dev.adjoint.";
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
        return recording ? StackWalker.getInstance().walk(Origin::innermost) : null;
    }

    private static Origin innermost(Stream<StackWalker.StackFrame> frames) {
        StackTraceElement last = new StackTraceElement("unknown", "unknown", null, -1);
        for (StackWalker.StackFrame frame : (Iterable<StackWalker.StackFrame>) frames::iterator) {
            last = frame.toStackTraceElement();
            if (!frame.getClassName().startsWith(OWN)) {
                break;
            }
        }
        return new Origin(last);
    }

    /** Class, method, file and line, as in a stack trace. */
    @Override
    public String toString() {
        return frame.toString();
    }
}

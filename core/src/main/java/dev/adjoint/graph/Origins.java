package dev.adjoint.graph;

import dev.adjoint.GradientException;
import dev.adjoint.memory.Origin;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.ShapeException;
import org.jspecify.annotations.Nullable;

/** Errors of graphs, with the line of the user's program that drew what failed. */
public final class Origins {

    private static final String MARK = " Drawn at ";

    private Origins() {}

    /**
     * The same error with the line that it was thrown from at the end of its message.
     *
     * @param error what went wrong while a graph was drawn
     * @return an error of the same type; the error itself if it names a line already, or is of a type that only its
     *     own library can make
     */
    public static RuntimeException named(RuntimeException error) {
        Origin origin = Origin.of(error);
        return named(error, origin == null ? null : origin.toString());
    }

    /**
     * The same error with a line at the end of its message.
     *
     * @param error what went wrong
     * @param origin the line of the step that failed, or null if it is not known
     * @return an error of the same type; the error itself if it names a line already, or is of a type that only its
     *     own library can make
     */
    public static RuntimeException named(RuntimeException error, @Nullable String origin) {
        String message = error.getMessage();
        if (origin == null || message == null || message.contains(MARK)) {
            return error;
        }
        String text = message + MARK + origin + ".";
        RuntimeException named = again(error, text);
        if (named != error) {
            named.initCause(error);
        }
        return named;
    }

    private static RuntimeException again(RuntimeException error, String text) {
        return switch (error) {
            case ShapeException e when e.getClass() == ShapeException.class -> new ShapeException(text);
            case DTypeException _ -> new DTypeException(text);
            case GradientException _ -> new GradientException(text);
            case IndexOutOfBoundsException e
            when e.getClass() == IndexOutOfBoundsException.class -> new IndexOutOfBoundsException(text);
            case IllegalArgumentException e
            when e.getClass() == IllegalArgumentException.class -> new IllegalArgumentException(text);
            case IllegalStateException e
            when e.getClass() == IllegalStateException.class -> new IllegalStateException(text);
            default -> error;
        };
    }
}

package dev.adjoint.shape;

/**
 * Shapes, axes or indices that do not fit together.
 *
 * <p>The message states the fact, the values and, where one is known, the remedy.
 */
public class ShapeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with its whole message.
     *
     * @param message fact, values, remedy
     */
    public ShapeException(String message) {
        super(message);
    }
}

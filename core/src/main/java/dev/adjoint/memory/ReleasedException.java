package dev.adjoint.memory;

/**
 * Memory used after the scope that it belonged to has ended.
 *
 * <p>The message names the scope and, in debug mode, where the storage was made.
 */
public class ReleasedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with its whole message.
     *
     * @param message fact, values, remedy
     */
    public ReleasedException(String message) {
        super(message);
    }
}

package dev.adjoint.memory;

/**
 * Native memory that cannot be had: the limit is reached, or the system has no more.
 *
 * <p>It is thrown only after a garbage collection was asked for and all pooled memory was handed back, so trying the
 * same again will not help.
 */
public class OutOfNativeMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with its whole message.
     *
     * @param message fact, values, remedy
     */
    public OutOfNativeMemoryException(String message) {
        super(message);
    }
}

package dev.adjoint.memory;

/** A scope used on another thread than its own, or closed while an inner one is open. */
public class ScopeException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception with its whole message.
     *
     * @param message fact, values, remedy
     */
    public ScopeException(String message) {
        super(message);
    }
}

package dev.adjoint.shape;

/** Element types that do not fit an operation. */
public final class DTypeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message
     */
    public DTypeException(String message) {
        super(message);
    }
}

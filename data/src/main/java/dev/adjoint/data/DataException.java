package dev.adjoint.data;

/** Data that cannot be had or cannot be meant: a missing file, a header that lies, a field that is no number. */
public final class DataException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message, with the name of the file
     */
    public DataException(String message) {
        super(message);
    }

    /**
     * An error with fact, values and remedy, and what led to it.
     *
     * @param message the full message, with the name of the file
     * @param cause what was thrown below
     */
    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}

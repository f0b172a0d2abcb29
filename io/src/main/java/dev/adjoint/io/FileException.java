package dev.adjoint.io;

/** A file that cannot be had or cannot be meant: missing, cut short, damaged, of a later format. */
public final class FileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message, with the name of the file
     */
    public FileException(String message) {
        super(message);
    }

    /**
     * An error with fact, values and remedy, and what led to it.
     *
     * @param message the full message, with the name of the file
     * @param cause what was thrown below
     */
    public FileException(String message, Throwable cause) {
        super(message, cause);
    }
}

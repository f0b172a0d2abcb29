package dev.adjoint.train;

/** Training that cannot begin or go on. */
public final class TrainingException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message
     */
    public TrainingException(String message) {
        super(message);
    }
}

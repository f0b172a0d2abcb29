package dev.adjoint;

/** A gradient that cannot be had: no path, no rule, a graph walked twice, a kept value overwritten. */
public final class GradientException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message
     */
    public GradientException(String message) {
        super(message);
    }
}

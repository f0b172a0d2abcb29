package dev.adjoint.nn;

/** A tree of modules that cannot be built, or a state that does not fit it. */
public final class ModuleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    /**
     * An error with fact, values and remedy.
     *
     * @param message the full message
     */
    public ModuleException(String message) {
        super(message);
    }
}

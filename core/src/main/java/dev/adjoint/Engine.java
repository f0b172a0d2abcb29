package dev.adjoint;

/** Where the language finds what runs it: a service, so that the language need not know the engine's floor. */
public interface Engine {

    /**
     * The interpreter that computes at once.
     *
     * @return the lowest interpreter
     */
    Interpreter eager();
}

package dev.adjoint.bench;

/**
 * One start of {@code ./adjoint train digits}, in a process of its own.
 *
 * @param firstStep seconds from the start of the JVM to the end of the first training step
 * @param whole seconds from the command to its end
 */
public record Startup(double firstStep, double whole) {

    /** What is asked of the first step, in seconds. */
    static final double FIRST_STEP_ASKED = 1.5;

    /** What is asked of the whole training, in seconds. */
    static final double WHOLE_ASKED = 12;
}

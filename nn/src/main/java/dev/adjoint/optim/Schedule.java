package dev.adjoint.optim;

/**
 * How the learning rate changes while training goes on: a factor for each step, on the rate that the optimiser was made
 * with.
 */
@FunctionalInterface
public interface Schedule {

    /** The same rate throughout. */
    Schedule CONSTANT = step -> 1;

    /**
     * The factor of a step.
     *
     * @param step how many steps were taken before it
     * @return the factor on the learning rate, 0 or more
     */
    double factor(long step);

    /**
     * Drops by a factor again and again.
     *
     * @param every after how many steps
     * @param decay the factor of each drop, such as 0.1
     * @return {@code decay ^ floor(step / every)}
     * @throws IllegalArgumentException if {@code every} is not positive
     */
    static Schedule steps(long every, double decay) {
        positive("steps", every);
        return step -> Math.pow(decay, Math.floorDiv(step, every));
    }

    /**
     * Half a cosine from 1 down, and flat from there on.
     *
     * @param total after how many steps the end is reached
     * @param end the factor at the end, such as 0
     * @return {@code end + (1 - end) (1 + cos(pi step / total)) / 2}
     * @throws IllegalArgumentException if {@code total} is not positive
     */
    static Schedule cosine(long total, double end) {
        positive("cosine", total);
        return step -> end + (1 - end) * (1 + Math.cos(Math.PI * Math.min(step, total) / total)) / 2;
    }

    /**
     * A straight line from 1 to another factor, and flat from there on.
     *
     * @param total after how many steps the end is reached
     * @param end the factor at the end, such as 0
     * @return {@code 1 + (end - 1) step / total}
     * @throws IllegalArgumentException if {@code total} is not positive
     */
    static Schedule linear(long total, double end) {
        positive("linear", total);
        return step -> 1 + (end - 1) * Math.min(step, total) / total;
    }

    /**
     * This schedule after a warm-up, in which its first factor is reached along a straight line.
     *
     * @param steps how many steps the warm-up takes; this schedule begins after it
     * @return a schedule whose first step has {@code 1 / steps} of the factor
     * @throws IllegalArgumentException if {@code steps} is not positive
     */
    default Schedule warmUp(long steps) {
        positive("warm-up", steps);
        return step -> step < steps ? factor(0) * (step + 1) / steps : factor(step - steps);
    }

    private static void positive(String schedule, long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("schedule: " + schedule + " over " + steps + " steps. Give at least 1.");
        }
    }
}

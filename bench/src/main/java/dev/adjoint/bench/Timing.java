package dev.adjoint.bench;

import java.util.Arrays;

/**
 * What one side took for one case.
 *
 * @param warmUp seconds of each of the first steps, the very first one included
 * @param samples seconds of a step in each sample of all rounds
 */
public record Timing(double[] warmUp, double[] samples) {

    /** A step this much slower than the median still belongs to the warm-up. */
    private static final double STEADY = 1.1;

    /**
     * The usual step.
     *
     * @return median seconds
     */
    public double median() {
        return quantile(0.5);
    }

    /**
     * What so large a share of the samples did not exceed, on a line between neighbours.
     *
     * @param share from 0, the least, to 1, the most
     * @return seconds
     */
    public double quantile(double share) {
        return quantile(samples, share);
    }

    static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    /**
     * The very first step.
     *
     * @return seconds
     */
    public double firstStep() {
        return warmUp[0];
    }

    /**
     * How many steps it took until one was within a tenth of the median.
     *
     * @return a count; that of the whole warm-up if none of its steps was
     */
    public int steadyAfter() {
        int steps = 0;
        while (steps < warmUp.length && warmUp[steps] > STEADY * median()) {
            steps++;
        }
        return steps;
    }
}

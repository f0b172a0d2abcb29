package dev.adjoint.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One workload, ours and the peer's in alternating rounds, so that what else the machine does meets both alike.
 *
 * <p>The rounds begin when both are warm; what came before is told apart: the time to the end of the first step, and how
 * many steps it took until a step was within a tenth of the median.
 *
 * @param workload what was run
 * @param ours seconds of each of our steps, in the rounds
 * @param theirs seconds of each of the peer's steps, in the rounds; empty without a peer
 * @param firstStep seconds of our first step
 * @param warmUp our steps until they were steady
 */
public record Duel(Workload workload, double[] ours, double[] theirs, double firstStep, int warmUp) {

    private static final int WARM_UP = 200;
    private static final double WARM_UP_SECONDS = 8;

    /** Between one side's round and the other's: threads that still spin after their work have gone to sleep. */
    private static final long PAUSE_MILLIS = 300;

    static Duel run(Workload workload, int rounds, int steps, @Nullable TorchPeer peer)
            throws IOException, InterruptedException {
        DoubleSupplier step = workload.start();
        double[] warm = warmUp(step);
        if (peer != null) {
            peer.time(workload, Math.max(10, steps));
        }
        double[] ours = new double[rounds * steps];
        double[] theirs = new double[peer == null ? 0 : rounds * steps];
        for (int round = 0; round < rounds; round++) {
            Thread.sleep(PAUSE_MILLIS);
            for (int i = 0; i < steps; i++) {
                ours[round * steps + i] = time(step);
            }
            if (peer != null) {
                Thread.sleep(PAUSE_MILLIS);
                System.arraycopy(peer.time(workload, steps), 0, theirs, round * steps, steps);
            }
        }
        return new Duel(workload, ours, theirs, warm[0], steadyAfter(warm, median(ours)));
    }

    private static double[] warmUp(DoubleSupplier step) {
        double[] times = new double[WARM_UP];
        double total = 0;
        int done = 0;
        while (done < WARM_UP && total < WARM_UP_SECONDS) {
            times[done] = time(step);
            total += times[done++];
        }
        return Arrays.copyOf(times, done);
    }

    private static double time(DoubleSupplier step) {
        long start = System.nanoTime();
        double loss = step.getAsDouble();
        long end = System.nanoTime();
        if (!Double.isFinite(loss)) {
            throw new IllegalStateException("bench: the loss is " + loss + ", so what was timed is not the workload.");
        }
        return (end - start) / 1e9;
    }

    private static int steadyAfter(double[] times, double median) {
        int steps = 0;
        while (steps < times.length && times[steps] > 1.1 * median) {
            steps++;
        }
        return steps;
    }

    static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /**
     * Our usual step.
     *
     * @return median seconds
     */
    public double our() {
        return median(ours);
    }

    /**
     * The peer's usual step.
     *
     * @return median seconds; nothing without a peer
     */
    public OptionalDouble their() {
        return theirs.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(median(theirs));
    }

    /**
     * Our time divided by the peer's: smaller is better.
     *
     * @return the ratio of the medians; nothing without a peer
     */
    public OptionalDouble ratio() {
        return theirs.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(our() / median(theirs));
    }
}

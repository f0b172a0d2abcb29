package dev.adjoint.train;

import dev.adjoint.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a training stands, and how fast it goes: the figures behind all reports. */
final class Progress {

    private final int epochs;
    private final long steps;
    private final List<EpochReport> reports = new ArrayList<>();
    private Tally tally = new Tally();
    private int epoch;
    private long step;
    private long stepsTaken;
    private long examples;
    private double loss;
    private long began;
    private long spentInEpoch;
    private long spent;

    Progress(int epochs, long steps) {
        this.epochs = epochs;
        this.steps = steps;
    }

    /** Begins the next epoch, if there is one. */
    boolean nextEpoch() {
        if (epoch == epochs) {
            return false;
        }
        epoch++;
        step = 0;
        tally = new Tally();
        began = System.nanoTime();
        return true;
    }

    int epoch() {
        return epoch;
    }

    long stepsTaken() {
        return stepsTaken;
    }

    /** The step that is being taken, for messages. */
    String place() {
        return "epoch " + epoch + ", step " + (step + 1) + " of " + steps;
    }

    void endStep(double meanLoss, Tensor prediction, Tensor target) {
        loss = meanLoss;
        tally.add(meanLoss, prediction, target);
        step++;
        stepsTaken++;
    }

    /** Stops the clock: what follows is not training. */
    void endSteps() {
        spentInEpoch = System.nanoTime() - began;
        spent += spentInEpoch;
        examples += tally.examples();
    }

    EpochReport endEpoch(double learningRate, @Nullable Evaluation validation) {
        EpochReport report = new EpochReport(
                epoch,
                epochs,
                tally.loss(),
                tally.accuracy(),
                learningRate,
                tally.examples(),
                tally.examples() / seconds(spentInEpoch),
                Duration.ofNanos(spentInEpoch),
                validation);
        reports.add(report);
        return report;
    }

    StepReport stepReport(double learningRate) {
        long inEpoch = System.nanoTime() - began;
        long left = steps * epochs - stepsTaken;
        return new StepReport(
                epoch,
                epochs,
                step,
                steps,
                loss,
                tally.loss(),
                tally.accuracy(),
                learningRate,
                tally.examples() / seconds(inEpoch),
                Duration.ofNanos((long) ((double) (spent + inEpoch) / stepsTaken * left)));
    }

    TrainingResult result() {
        boolean stopped = epoch < epochs || step < steps;
        return new TrainingResult(reports, stepsTaken, examples, Duration.ofNanos(spent), stopped);
    }

    private static double seconds(long nanos) {
        return nanos * 1e-9;
    }
}

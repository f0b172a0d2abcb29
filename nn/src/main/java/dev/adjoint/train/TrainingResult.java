package dev.adjoint.train;

import java.time.Duration;
import java.util.List;

/**
 * What training came to.
 *
 * @param epochs a report for each epoch, first to last; the last may be cut short
 * @param steps how many steps were taken
 * @param examples how many examples were seen, each as often as it was
 * @param elapsed how long it took, without validation
 * @param stopped whether a listener ended it early
 */
public record TrainingResult(List<EpochReport> epochs, long steps, long examples, Duration elapsed, boolean stopped) {

    /** Takes a copy of the list. */
    public TrainingResult {
        epochs = List.copyOf(epochs);
    }

    /**
     * The report of the last epoch.
     *
     * @return its figures: what the model was when training ended
     */
    public EpochReport last() {
        return epochs.getLast();
    }

    /**
     * The pace of the whole training.
     *
     * @return how many examples a second
     */
    public double examplesPerSecond() {
        return examples / (elapsed.toNanos() * 1e-9);
    }
}

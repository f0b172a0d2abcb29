package dev.adjoint.train;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an epoch of training came to.
 *
 * @param epoch the epoch, from 1
 * @param epochs how many there will be
 * @param loss the mean loss of an example, measured while the model changed
 * @param accuracy the share of examples found right while the model changed; NaN if the targets are no labels
 * @param learningRate the learning rate of the last step
 * @param examples how many examples the epoch had
 * @param examplesPerSecond how many examples a second, without the validation
 * @param elapsed how long the epoch took, without the validation
 * @param validation how good the model is on the validation set; null if there is none
 */
public record EpochReport(
        int epoch,
        int epochs,
        double loss,
        double accuracy,
        double learningRate,
        long examples,
        double examplesPerSecond,
        Duration elapsed,
        @Nullable Evaluation validation) {}

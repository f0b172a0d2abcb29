package dev.adjoint.train;

import java.time.Duration;

/**
 * Where training stands after a step.
 *
 * @param epoch the epoch, from 1
 * @param epochs how many there will be
 * @param step the step within the epoch, from 1
 * @param steps how many steps an epoch has
 * @param loss the loss of this step's batch
 * @param meanLoss the mean loss of an example in this epoch so far
 * @param accuracy the share of examples found right in this epoch so far; NaN if the targets are no labels
 * @param learningRate the learning rate of this step
 * @param examplesPerSecond how many examples a second in this epoch so far
 * @param remaining how long the rest of the training will take at that pace
 */
public record StepReport(
        int epoch,
        int epochs,
        long step,
        long steps,
        double loss,
        double meanLoss,
        double accuracy,
        double learningRate,
        double examplesPerSecond,
        Duration remaining) {}

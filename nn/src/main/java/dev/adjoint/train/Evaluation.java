package dev.adjoint.train;

/**
 * How good a model is on a data set.
 *
 * @param loss the mean loss of an example
 * @param accuracy the share of examples whose greatest score is at their label; NaN if the targets are no labels
 * @param examples how many examples were looked at
 */
public record Evaluation(double loss, double accuracy, long examples) {}

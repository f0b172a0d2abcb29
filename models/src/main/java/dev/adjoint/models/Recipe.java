package dev.adjoint.models;

/**
 * How a network is trained: measured, so that nobody has to search for it again.
 *
 * <p>The learning rate falls to 0 along half a cosine in the course of the training: with few epochs, that is worth some
 * tenths of a percent.
 *
 * @param rule how gradients change parameters
 * @param learningRate the learning rate at the beginning
 * @param batchSize how many examples make a step
 * @param epochs how often to go through the examples
 */
public record Recipe(Rule rule, double learningRate, int batchSize, int epochs) {}

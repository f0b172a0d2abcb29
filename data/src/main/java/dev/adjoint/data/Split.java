package dev.adjoint.data;

/**
 * A data set in two parts that share no example.
 *
 * @param train what a model learns from
 * @param test what it is measured on
 */
public record Split(Dataset train, Dataset test) {}

package dev.adjoint.cli;

import dev.adjoint.models.Architecture;
import dev.adjoint.models.Recipe;
import dev.adjoint.models.Task;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that decides what a training comes to.
 *
 * @param task what to learn
 * @param folder where its files lie; null if it comes with Adjoint
 * @param model the network
 * @param recipe how to train it
 * @param seed of weights and order
 */
record TrainingPlan(Task task, @Nullable Path folder, Architecture model, Recipe recipe, long seed) {}

/**
 * The networks, data sets and recipes that everybody knows, each under the name that people type.
 *
 * <p>A {@link dev.adjoint.models.Task} is a data set with what is needed to learn it, an
 * {@link dev.adjoint.models.Architecture} a network for images of any size, and a {@link dev.adjoint.models.Recipe} says
 * how the one is trained on the other.
 *
 * <p>Floor 11: it imports modules, losses, optimisers and data. It must not know how training is started or shown.
 */
@NullMarked
package dev.adjoint.models;

import org.jspecify.annotations.NullMarked;

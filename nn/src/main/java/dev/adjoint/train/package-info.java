/**
 * The loop: a model, a loss, an optimiser and data become a better model. Imports all of those; must not know any
 * particular model, nor how progress is shown.
 */
@NullMarked
package dev.adjoint.train;

import org.jspecify.annotations.NullMarked;

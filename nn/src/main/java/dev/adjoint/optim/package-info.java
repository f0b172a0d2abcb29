/**
 * From gradients to updates: optimisers, schedules of their learning rate, clipping. Imports modules for their
 * parameters; must not know losses, data sets or the training loop.
 */
@NullMarked
package dev.adjoint.optim;

import org.jspecify.annotations.NullMarked;

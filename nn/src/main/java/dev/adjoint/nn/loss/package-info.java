/**
 * How far a prediction is from its target, as one number to be made small. Imports the language and its ops; must not
 * know modules, optimisers or data sets.
 */
@NullMarked
package dev.adjoint.nn.loss;

import org.jspecify.annotations.NullMarked;

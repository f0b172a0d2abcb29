/**
 * What parameters are before training. Imports the language and its random numbers; must not know modules or layers.
 */
@NullMarked
package dev.adjoint.nn.init;

import org.jspecify.annotations.NullMarked;

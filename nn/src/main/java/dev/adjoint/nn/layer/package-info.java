/**
 * The layers that networks are built from, a file for each family. Imports modules and initialisers; must not know
 * losses, optimisers or data sets.
 */
@NullMarked
package dev.adjoint.nn.layer;

import org.jspecify.annotations.NullMarked;

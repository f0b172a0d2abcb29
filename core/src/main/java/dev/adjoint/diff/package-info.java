/**
 * Derivatives of functions, and functions of many examples: plain static methods over lambdas, which nest to any depth.
 * Imports the engine and all below; must not know modules, optimisers or data.
 */
@NullMarked
package dev.adjoint.diff;

import org.jspecify.annotations.NullMarked;

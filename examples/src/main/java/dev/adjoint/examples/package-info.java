/**
 * Worked examples of what derivatives are good for, from the lectures' first network to the curvature of a trained one.
 * Imports whatever a user would; nothing imports it but the command line.
 */
@NullMarked
package dev.adjoint.examples;

import org.jspecify.annotations.NullMarked;

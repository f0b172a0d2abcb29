/**
 * What a kernel and a provider of kernels are, their look-up, and the worker threads that kernels share. Imports the
 * language and memory; must not know which providers there are.
 */
@NullMarked
package dev.adjoint.kernel;

import org.jspecify.annotations.NullMarked;

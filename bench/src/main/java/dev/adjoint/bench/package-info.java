/**
 * Workloads, and their timing beside PyTorch in alternating rounds of one run. Imports models and all below; must not
 * know the command line.
 */
@NullMarked
package dev.adjoint.bench;

import org.jspecify.annotations.NullMarked;

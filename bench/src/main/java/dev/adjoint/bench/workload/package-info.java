/**
 * What is timed: the workloads and their cases, each with what a peer must know to do the same. Imports models, io and all
 * below; must not know how anything is timed.
 */
@NullMarked
package dev.adjoint.bench.workload;

import org.jspecify.annotations.NullMarked;

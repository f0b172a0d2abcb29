/**
 * Kernels in machine code and in the Vector API: pointwise programs, reductions, products, row functions and copies on the processor.
 *
 * <p>A provider beside the floors: it imports the ops, the look-up, memory, shapes and expressions of core, and writes machine code
 * by {@code kernel.x86}. It must not
 * know the engine, nor anything above it.
 */
@NullMarked
package dev.adjoint.kernel.vector;

import org.jspecify.annotations.NullMarked;

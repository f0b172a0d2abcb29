/**
 * Loops over vectors as machine code for x86-64 under Linux: taken down operation by operation, given registers, encoded,
 * and put where the processor may run them.
 *
 * <p>It imports nothing of the house: it knows neither programs nor kernels, which are put into its terms by
 * {@code kernel.vector}.
 */
@NullMarked
package dev.adjoint.kernel.x86;

import org.jspecify.annotations.NullMarked;

/**
 * The language: what a tensor is and can do, what an op is, and who runs it. Knows memory and shapes; must not know
 * any particular op, interpreter or kernel.
 */
@NullMarked
package dev.adjoint;

import org.jspecify.annotations.NullMarked;

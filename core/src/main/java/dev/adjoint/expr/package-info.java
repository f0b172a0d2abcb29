/**
 * Symbolic scalar expressions: what a pointwise op computes, with the one derivative table of the house.
 *
 * <p>Floor 1: it imports nothing of Adjoint. It must not know tensors, memory or kernels: an expression is a formula over
 * numbered inputs, and its readers (the reference evaluator here, kernels and printers elsewhere) bring the numbers.
 */
@NullMarked
package dev.adjoint.expr;

import org.jspecify.annotations.NullMarked;

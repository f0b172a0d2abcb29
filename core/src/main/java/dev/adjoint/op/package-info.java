/**
 * The op families, each closed under differentiation: what is computed, its shape rule, its derivatives and its plain
 * reference. Imports the language, expressions and memory; must not know interpreters or kernels.
 */
@NullMarked
package dev.adjoint.op;

import org.jspecify.annotations.NullMarked;

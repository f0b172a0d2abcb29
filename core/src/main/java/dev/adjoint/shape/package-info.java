/**
 * The arithmetic of shapes: element types, lengths per axis, and where an element stands in memory.
 *
 * <p>Floor 1: it imports nothing of Adjoint. It must not know memory, tensors or ops; everything here is an immutable
 * value that could be computed on paper.
 */
@NullMarked
package dev.adjoint.shape;

import org.jspecify.annotations.NullMarked;

/**
 * Native memory for tensors: where elements are held, for how long, and how they are walked over.
 *
 * <p>Memory is off-heap, 64-byte aligned and pooled by size class, and it comes back in two ways: at the end of a
 * {@link dev.adjoint.memory.Scope}, or when nobody can reach a {@link dev.adjoint.memory.Storage} any more. Pooled memory
 * stays mapped, so a late reader gets an exception or old values, never a crash.
 *
 * <p>Floor 2: it imports {@code shape} only. It must not know tensors, ops or graphs, nor which thread computes what.
 */
@NullMarked
package dev.adjoint.memory;

import org.jspecify.annotations.NullMarked;

/**
 * Random numbers that are a pure function of a seed and a position.
 *
 * <p>A {@link dev.adjoint.random.Generator} hands out {@link dev.adjoint.random.Draw}s, and every number of a draw is
 * computed from its index alone, by the counter-based Philox cipher. So any thread can compute any part, and the result
 * is the same on every machine and for every number of threads.
 *
 * <p>Floor 1: it imports nothing of Adjoint. It must not know memory or tensors; who fills a tensor loops over indices.
 */
@NullMarked
package dev.adjoint.random;

import org.jspecify.annotations.NullMarked;

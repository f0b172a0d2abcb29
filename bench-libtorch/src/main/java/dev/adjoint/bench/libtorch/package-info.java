/**
 * LibTorch as a peer of the benchmarks, called from Java. Built by the Maven profile {@code libtorch} only; nothing else of
 * this house depends on it.
 */
@NullMarked
package dev.adjoint.bench.libtorch;

import org.jspecify.annotations.NullMarked;

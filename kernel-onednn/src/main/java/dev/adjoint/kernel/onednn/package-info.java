/**
 * Kernels by oneDNN, for what is worth a native library: products of matrices and convolutions.
 *
 * <p>The library is called directly, by the Foreign Function and Memory API; {@code Dnnl} is the one class with handles
 * into it. It never starts threads of its own: each of its primitives runs on the thread that calls it, and the kernels
 * share their parts among {@link dev.adjoint.kernel.Workers} like all others, cut by shape alone.
 *
 * <p>Imports shape, memory, op and kernel. Knows nothing of the engine, of other providers, or of networks.
 */
@NullMarked
package dev.adjoint.kernel.onednn;

import org.jspecify.annotations.NullMarked;

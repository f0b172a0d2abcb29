/**
 * Kernels of linear algebra by OpenBLAS and the LAPACK in it.
 *
 * <p>The library is called directly, by the Foreign Function and Memory API; {@code Lapack} is the one class with handles
 * into it. It is kept to one thread: the matrices of a stack are shared among {@link dev.adjoint.kernel.Workers}, and
 * each is computed by the thread that took it, so that results do not depend on how many there are.
 *
 * <p>Imports shape, memory, op and kernel. Knows nothing of the engine, of other providers, or of networks.
 */
@NullMarked
package dev.adjoint.kernel.openblas;

import org.jspecify.annotations.NullMarked;

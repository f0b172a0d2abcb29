/**
 * Examples into batches: data sets from files, and loaders that shuffle, convert and hand them out.
 *
 * <p>A {@link dev.adjoint.data.Dataset} holds examples compactly, a {@link dev.adjoint.data.DataLoader} makes float
 * {@link dev.adjoint.data.Batch}es of them, ahead of need. Readers ({@link dev.adjoint.data.Idx},
 * {@link dev.adjoint.data.Csv}) trust no header: whatever a file holds, the worst is a
 * {@link dev.adjoint.data.DataException}.
 *
 * <p>Floor 9: it imports the language, memory, shapes and random numbers. It must not know modules, losses, optimisers
 * or the training loop.
 */
@NullMarked
package dev.adjoint.data;

import org.jspecify.annotations.NullMarked;

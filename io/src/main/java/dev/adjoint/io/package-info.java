/**
 * Tensors and graphs in files and back.
 *
 * <p>{@link dev.adjoint.io.Safetensors} keeps named tensors in the format of that name, which other frameworks read and
 * write; {@link dev.adjoint.io.GraphFile} keeps a drawn graph in such a file. Readers trust nothing: whatever a file
 * holds, the worst is a {@link dev.adjoint.io.FileException}.
 *
 * <p>Floor 9: it imports the language, its ops and graphs. It must not know interpreters, modules or training.
 */
@NullMarked
package dev.adjoint.io;

import org.jspecify.annotations.NullMarked;

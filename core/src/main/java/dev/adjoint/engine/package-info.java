/**
 * The interpreters: eager, the tape that records for reverse mode, forward mode, the batch behind {@code vmap}, the
 * staging that only draws. Imports everything below; users see it only through the language.
 */
@NullMarked
package dev.adjoint.engine;

import org.jspecify.annotations.NullMarked;

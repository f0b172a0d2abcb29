/**
 * The interpreters: eager, and the tape that records for reverse mode. Imports everything below; users see it only
 * through the language.
 */
@NullMarked
package dev.adjoint.engine;

import org.jspecify.annotations.NullMarked;

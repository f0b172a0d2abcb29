/**
 * Lazy execution: functions staged into graphs, and graphs built by hand, fed and run. Imports the engine and all below;
 * must not know modules, optimisers or data.
 */
@NullMarked
package dev.adjoint.lazy;

import org.jspecify.annotations.NullMarked;

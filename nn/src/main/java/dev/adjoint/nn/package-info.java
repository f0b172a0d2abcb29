/**
 * What a module is: a tree of named parameters and buffers, with a forward pass. Imports the language and its memory;
 * must not know any particular layer, loss, optimiser or data set.
 */
@NullMarked
package dev.adjoint.nn;

import org.jspecify.annotations.NullMarked;

/**
 * Values and applications of ops as a graph, and the backward walk over it. Imports the language; must not know any
 * particular op or interpreter.
 */
@NullMarked
package dev.adjoint.graph;

import org.jspecify.annotations.NullMarked;

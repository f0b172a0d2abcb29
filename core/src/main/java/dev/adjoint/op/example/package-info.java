/**
 * Sample inputs of every op: what covers its domain, its edges and its errors. Contract tests, kernel parity, docs and
 * benchmarks all read them from here. Imports the ops and the language; must not know who reads it.
 */
@NullMarked
package dev.adjoint.op.example;

import org.jspecify.annotations.NullMarked;

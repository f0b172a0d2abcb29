/**
 * The contracts that every op and every kernel must meet. Imports the language, its engine and its derivatives; must not
 * know a particular kernel provider, nor a test framework.
 */
@NullMarked
package dev.adjoint.testkit;

import org.jspecify.annotations.NullMarked;

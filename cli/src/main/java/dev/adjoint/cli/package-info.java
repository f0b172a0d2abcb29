/**
 * The command line: {@code adjoint train}, {@code check}, {@code bench} and {@code doctor}.
 *
 * <p>It reads arguments, starts what the floors below offer, and shows how it goes. Exit codes: 0 all well, 1 something
 * failed, 2 something was asked for wrongly. A failure is one message with fact, values and remedy; {@code --debug} adds
 * the stack trace.
 *
 * <p>Floor 11: it imports everything below. Nothing imports it.
 */
@NullMarked
package dev.adjoint.cli;

import org.jspecify.annotations.NullMarked;

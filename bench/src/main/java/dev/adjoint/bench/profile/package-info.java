/**
 * Where time goes: samples of the stacks of all threads, by the JDK's Flight Recorder, added up and drawn.
 *
 * <p>It imports nothing of the house and knows nothing of workloads: it watches whatever runs.
 */
@NullMarked
package dev.adjoint.bench.profile;

import org.jspecify.annotations.NullMarked;

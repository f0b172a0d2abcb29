/**
 * The processes that compute while another one is silent: ours and the peers', which all speak the same lines. Imports the
 * workloads and what they import; must not know how times are compared.
 */
@NullMarked
package dev.adjoint.bench.peer;

import org.jspecify.annotations.NullMarked;

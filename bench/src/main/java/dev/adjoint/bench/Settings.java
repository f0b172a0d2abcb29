package dev.adjoint.bench;

import dev.adjoint.bench.peer.Peer;
import java.util.List;

/**
 * How workloads are run.
 *
 * @param peers beside whom
 * @param python the Python that may have them
 * @param threads how many threads each side computes with
 * @param rounds how many turns each side gets
 * @param seconds for how long each side warms up, and for how long it is timed, for each workload
 */
public record Settings(List<Peer> peers, String python, int threads, int rounds, double seconds) {}

package dev.adjoint.bench;

import dev.adjoint.bench.peer.Peer;
import dev.adjoint.bench.workload.Case;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One case, ours and the peers', timed in alternating rounds so that what else the machine does meets all alike.
 *
 * @param what what was run
 * @param ours our times
 * @param theirs the peers' times; who is missing has none
 * @param missing why a peer is missing
 * @param differences how far apart the results of the first steps are, ours and a peer's from the same values, relative
 * @param heapBytes Java heap that a steady step of ours allocates
 * @param systemAllocations blocks of native memory that a steady step of ours asks the system for
 */
public record Duel(
        Case what,
        Timing ours,
        Map<Peer, Timing> theirs,
        Map<Peer, String> missing,
        Map<Peer, Double> differences,
        double heapBytes,
        double systemAllocations) {

    /**
     * Our time divided by a peer's: smaller is better.
     *
     * @param peer whose
     * @return the ratio of the medians; nothing if the peer is missing
     */
    public OptionalDouble ratio(Peer peer) {
        Timing timing = theirs.get(peer);
        return timing == null ? OptionalDouble.empty() : OptionalDouble.of(ours.median() / timing.median());
    }
}

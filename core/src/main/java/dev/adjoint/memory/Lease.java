package dev.adjoint.memory;

/**
 * One use of a block, from the pool and back.
 *
 * <p>Every storage in the block holds the lease, and the lease knows none of them: once nobody can reach it, nobody can
 * reach the block, which is how reachability is watched without a reference per small storage.
 */
final class Lease {
    final Block block;

    /** Where it stands in the ledger that has it, so that taking it out is cheap; -1 in none. */
    int line = -1;

    Lease(Block block) {
        this.block = block;
    }
}

/** Benchmarks beside the peers, in one run. */
module dev.adjoint.bench {
    requires transitive dev.adjoint.models;
    requires static org.jspecify;

    exports dev.adjoint.bench;
}

/** Benchmarks beside the peers, in one run. */
module dev.adjoint.bench {
    requires transitive dev.adjoint.models;
    requires dev.adjoint.io;
    requires java.management;
    requires static jdk.incubator.vector;
    requires jdk.jfr;
    requires jdk.management;
    requires static org.jspecify;

    exports dev.adjoint.bench;
    exports dev.adjoint.bench.peer;
    exports dev.adjoint.bench.profile;
    exports dev.adjoint.bench.workload;
}

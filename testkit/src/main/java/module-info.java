/** The contracts that every op and every kernel must meet. */
module dev.adjoint.testkit {
    requires transitive dev.adjoint.core;
    requires static org.jspecify;

    exports dev.adjoint.testkit;
}

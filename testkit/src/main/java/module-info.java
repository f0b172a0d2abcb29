/** The contracts that every op and every kernel must meet. */
module dev.adjoint.testkit {
    requires transitive dev.adjoint.core;
    requires org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;
}

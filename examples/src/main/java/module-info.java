/** Worked examples: each is a page of code that says what it shows, and runs in the tests. */
module dev.adjoint.examples {
    requires transitive dev.adjoint.models;
    requires static org.jspecify;

    exports dev.adjoint.examples;
}

/** The networks and data sets that everybody knows. */
module dev.adjoint.models {
    requires transitive dev.adjoint.nn;
    requires static org.jspecify;

    exports dev.adjoint.models;
}

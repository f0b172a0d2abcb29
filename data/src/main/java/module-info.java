/** Data sets from files, and loaders that make batches of them. */
module dev.adjoint.data {
    requires transitive dev.adjoint.core;
    requires de.siegmar.fastcsv;
    requires static org.jspecify;

    exports dev.adjoint.data;
}

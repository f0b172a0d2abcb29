/** Tensors and graphs in files. */
module dev.adjoint.io {
    requires transitive dev.adjoint.core;
    requires com.fasterxml.jackson.core;
    requires static org.jspecify;

    exports dev.adjoint.io;
}

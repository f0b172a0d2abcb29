/** Modules, losses, initialisers, optimisers and the training loop. */
module dev.adjoint.nn {
    requires transitive dev.adjoint.core;
    requires transitive dev.adjoint.data;
    requires static org.jspecify;

    exports dev.adjoint.nn;
    exports dev.adjoint.nn.init;
    exports dev.adjoint.nn.layer;
    exports dev.adjoint.nn.loss;
    exports dev.adjoint.optim;
    exports dev.adjoint.train;
}

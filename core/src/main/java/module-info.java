/** The language, its ops, its interpreters and its derivatives. */
module dev.adjoint.core {
    requires jdk.management;
    requires static transitive org.jspecify;

    exports dev.adjoint;
    exports dev.adjoint.diff;
    exports dev.adjoint.engine;
    exports dev.adjoint.expr;
    exports dev.adjoint.graph;
    exports dev.adjoint.kernel;
    exports dev.adjoint.lazy;
    exports dev.adjoint.memory;
    exports dev.adjoint.op;
    exports dev.adjoint.op.example;
    exports dev.adjoint.random;
    exports dev.adjoint.shape;

    uses dev.adjoint.Engine;
    uses dev.adjoint.kernel.KernelProvider;

    provides dev.adjoint.Engine with
            dev.adjoint.engine.InstalledEngine;
}

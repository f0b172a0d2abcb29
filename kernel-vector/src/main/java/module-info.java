/** Kernels by the Vector API of the JDK. */
module dev.adjoint.kernel.vector {
    requires dev.adjoint.core;
    requires jdk.incubator.vector;
    requires static org.jspecify;

    provides dev.adjoint.kernel.KernelProvider with
            dev.adjoint.kernel.vector.GemmProvider,
            dev.adjoint.kernel.vector.VectorProvider;
}

/** Kernels by oneDNN, called through the Foreign Function and Memory API. */
module dev.adjoint.kernel.onednn {
    requires dev.adjoint.core;
    requires static org.jspecify;

    provides dev.adjoint.kernel.KernelProvider with
            dev.adjoint.kernel.onednn.OneDnnProvider;
}

/** Linear algebra by OpenBLAS, called through the Foreign Function and Memory API. */
module dev.adjoint.kernel.openblas {
    requires dev.adjoint.core;
    requires static org.jspecify;

    provides dev.adjoint.kernel.KernelProvider with
            dev.adjoint.kernel.openblas.OpenBlasProvider;
}

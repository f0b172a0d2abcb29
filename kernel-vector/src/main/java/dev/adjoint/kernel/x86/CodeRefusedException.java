package dev.adjoint.kernel.x86;

/** The system gives no memory for code any more, where a product is under way whose code is not all written. */
public final class CodeRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CodeRefusedException() {
        super("gemm: the system gives no more memory for code.");
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.MatrixProduct;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Multiplication;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices in machine code, where they are the quickest that we have: in float64 all but small ones. What it
 * declines goes to libraries; in float32 oneDNN is as good or better at every size.
 */
public final class GemmProvider implements KernelProvider {

    /** Before the libraries. */
    private static final int PRIORITY = 300;

    /** Multiplications from which on machine code is quicker than OpenBLAS. */
    private static final double LEAST = 1 << 20;

    /** A panel of rows and one of columns should be almost whole. */
    private static final long LEAST_ROWS = 12;

    private static final long LEAST_COLUMNS = 16;

    private final @Nullable Processor processor;
    private final @Nullable PanelGemm gemm;

    /** The provider as the service loader makes it. */
    public GemmProvider() {
        this(VectorProvider.processor());
    }

    GemmProvider(@Nullable Processor processor) {
        this.processor = processor;
        this.gemm = processor == null ? null : new PanelGemm(processor, false);
    }

    @Override
    public String name() {
        return "gemm";
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public boolean available() {
        return processor != null;
    }

    @Override
    public String status() {
        return processor == null
                ? "no machine code for this processor or system: products of matrices are left to libraries"
                : "products of matrices in machine code, " + (processor.wide() ? "AVX-512" : "AVX2") + ", float64";
    }

    @Override
    public @Nullable Kernel find(Primitive op, Array[] inputs, TensorType[] outputs) {
        boolean hasPlainVector = inputs.length < 3 || inputs[2].isContiguous();
        if (gemm == null || !(op instanceof Multiplication product) || !hasPlainVector) {
            return null;
        }
        List<Layout> factors =
                product.factors(Stream.of(inputs).map(Array::layout).toList());
        return factors == null || inputs[0].dtype() != DType.FLOAT64 || !isBest(factors.getFirst(), factors.getLast())
                ? null
                : MatrixProduct.shared(gemm, DType.FLOAT64, factors.getFirst(), factors.getLast());
    }

    private static boolean isBest(Layout left, Layout right) {
        long columns = right.shape().dim(-1);
        // By one right factor for all, the rows of a stack are those of one matrix.
        long rows = right.shape().rank() == 2
                ? left.shape().remove(-1).size()
                : left.shape().dim(-2);
        double multiplications = (double) rows * columns * left.shape().dim(-1);
        return rows >= LEAST_ROWS && columns >= LEAST_COLUMNS && multiplications >= LEAST;
    }
}

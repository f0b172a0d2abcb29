package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.MatrixProduct;
import dev.adjoint.kernel.x86.CodeRefusedException;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Multiplication;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Products of matrices in machine code, where they are the quickest that we have: in float64 all but small ones, and
 * convolutions of one to three axes. What it declines goes to libraries; in float32 oneDNN is as good or better at every size,
 * but has no convolution of one axis or three.
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

    /** For doubles and for floats, made when they are first needed. */
    private final AtomicReferenceArray<@Nullable Panels> panels = new AtomicReferenceArray<>(2);

    /** The provider as the service loader makes it. */
    public GemmProvider() {
        this(VectorProvider.processor());
    }

    GemmProvider(@Nullable Processor processor) {
        this.processor = processor;
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
                : "products of matrices and convolutions in machine code, "
                        + (processor.wide() ? "AVX-512" : "AVX2")
                        + ", float64";
    }

    @Override
    public @Nullable Kernel find(Primitive op, Array[] inputs, TensorType[] outputs) {
        if (processor == null || outputs[0].shape().size() == 0) {
            return null;
        }
        Kernel kernel = switch (op) {
            case Multiplication product -> product(processor, product, inputs);
            case Convolution convolution -> convolution(processor, convolution, inputs, outputs[0].shape());
            default -> null;
        };
        return kernel == null ? null : new WhileCodeMayBeMade(kernel);
    }

    /** What the kernel computes, by the reference if a system that allowed some code allows no more. */
    private record WhileCodeMayBeMade(Kernel kernel) implements Kernel {

        @Override
        public Layout layout(int output, TensorType type) {
            return kernel.layout(output, type);
        }

        @Override
        public void run(Primitive op, Array[] inputs, Array[] outputs) {
            try {
                kernel.run(op, inputs, outputs);
            } catch (CodeRefusedException refused) {
                op.evaluate(inputs, outputs);
            }
        }
    }

    private Panels panels(Processor here, boolean single) {
        int place = single ? 1 : 0;
        Panels made = panels.get(place);
        return made != null
                ? made
                : panels.updateAndGet(place, other -> other != null ? other : new Panels(here, single));
    }

    private @Nullable Kernel product(Processor here, Multiplication op, Array[] inputs) {
        if (inputs[0].dtype() != DType.FLOAT64 || (inputs.length > 2 && !inputs[2].isContiguous())) {
            return null;
        }
        List<Layout> factors = op.factors(Stream.of(inputs).map(Array::layout).toList());
        return factors == null || !isBest(factors.getFirst(), factors.getLast())
                ? null
                : MatrixProduct.shared(
                        new PanelGemm(panels(here, false)), DType.FLOAT64, factors.getFirst(), factors.getLast());
    }

    /** In float32 oneDNN has convolutions of one axis and of two, and is quicker. */
    private @Nullable Kernel convolution(Processor here, Convolution op, Array[] inputs, Shape result) {
        int axes = op.window().axes();
        boolean single = inputs[0].dtype() == DType.FLOAT32;
        if (axes < 1
                || axes > PatchLines.AXES
                || (single && axes <= 2)
                || inputs[0].size() == 0
                || inputs[1].size() == 0) {
            return null;
        }
        Panels made = panels(here, single);
        Layout first = inputs[0].layout();
        Layout second = inputs[1].layout();
        return switch (op) {
            case Convolution.Forward(Window window) ->
                new PanelConvolution(made, window.over(second.shape().remove(0, 1)), false, first, second, result);
            case Convolution.InputGradient(Window window, Shape shape) ->
                new PanelConvolution(made, window.over(second.shape().remove(0, 1)), true, first, second, shape);
            case Convolution.WeightGradient(Window window, Shape shape) ->
                new PanelFilterGradient(made, window.over(shape.remove(0, 1)), first, second, shape);
        };
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

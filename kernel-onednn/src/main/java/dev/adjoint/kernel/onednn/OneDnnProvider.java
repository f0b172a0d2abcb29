package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.MatrixProduct;
import dev.adjoint.kernel.onednn.NativeLibrary.Loaded;
import dev.adjoint.kernel.onednn.NativeLibrary.Missing;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Movement;
import dev.adjoint.op.Multiplication;
import dev.adjoint.op.Pooling;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Kernels of oneDNN for float32: matrix products, and convolutions and poolings over one and two axes and their gradients
 * in any layout.
 *
 * <p>Where the library is missing or does not load this provider says so in {@link #status} and offers nothing; what it
 * does not know, such as other element types and tensors without elements, it leaves to the next.
 */
public final class OneDnnProvider implements KernelProvider {

    /** Before the kernels in Java, which can do the same more slowly. */
    private static final int PRIORITY = 200;

    private static final String COST = "Products of matrices and convolutions run many times slower without it.";

    /** More than a network has, and at up to a megabyte each no more than a machine has. */
    private static final int KEPT_KERNELS = 512;

    private final Workspaces workspaces = new Workspaces();
    private final RecentKernels kernels = new RecentKernels(KEPT_KERNELS);

    /** For the service loader; the library is looked for on first use. */
    public OneDnnProvider() {}

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public int priority() {
        return PRIORITY;
    }

    @Override
    public boolean available() {
        return Library.STATE.usable;
    }

    @Override
    public String status() {
        return Library.STATE.status;
    }

    @Override
    public @Nullable Kernel find(Primitive op, Array[] inputs, TensorType[] outputs) {
        if (!available() || !suits(op, inputs, outputs)) {
            return null;
        }
        // Only layouts are captured: a kernel must not hold on to the memory that it was first found for.
        Layout[] layouts = Arrays.stream(inputs).map(Array::layout).toArray(Layout[]::new);
        Shape result = outputs[0].shape();
        try {
            return op instanceof Multiplication product
                    ? product(product, layouts)
                    : kernels.kernel(() -> make(op, layouts, result));
        } catch (DnnlException refused) {
            // A combination that the library has no code for: the next provider may.
            return null;
        }
    }

    private static @Nullable Kernel product(Multiplication op, Layout... inputs) {
        List<Layout> factors = hasPlainBias(inputs) ? op.factors(List.of(inputs)) : null;
        return factors == null
                ? null
                : MatrixProduct.of(Dnnl::multiply, DType.FLOAT32, factors.getFirst(), factors.getLast());
    }

    private @Nullable Kernel make(Primitive op, Layout[] inputs, Shape result) {
        return switch (op) {
            case Convolution convolution
            when hasPlainBias(inputs) ->
                switch (convolution.window().axes()) {
                    case 1 -> row(RowKernel.plane(convolution), inputs, result);
                    case 2 -> convolution(convolution, inputs, result);
                    default -> null;
                };
            case Pooling pooling ->
                switch (pooling.window().axes()) {
                    case 1 -> row(RowKernel.plane(pooling), inputs, result);
                    case 2 -> pooling(pooling, inputs, result);
                    default -> null;
                };
            case Movement.Copy _, Movement.Reshape _ -> ReorderKernel.of(workspaces, inputs[0]);
            default -> null;
        };
    }

    private @Nullable Kernel row(Primitive plane, Layout[] inputs, Shape result) {
        Layout[] planes = Arrays.stream(inputs).map(RowKernel::plane).toArray(Layout[]::new);
        Kernel kernel = make(plane, planes, RowKernel.plane(result));
        return kernel == null ? null : new RowKernel(kernel, plane);
    }

    /** The library is told a bias by its address alone. */
    private static boolean hasPlainBias(Layout... inputs) {
        return inputs.length < 3 || inputs[2].isContiguous();
    }

    private Kernel convolution(Convolution op, Layout[] inputs, Shape result) {
        Layout a = inputs[0];
        Layout b = inputs[1];
        return switch (op) {
            case Convolution.Forward(Window window) -> {
                ConvolutionShape shape = new ConvolutionShape(a.shape(), b.shape(), result, window);
                yield ConvolutionKernel.forward(workspaces, shape, a, b, inputs.length > 2);
            }
            case Convolution.InputGradient(Window window, Shape _) -> {
                ConvolutionShape shape = new ConvolutionShape(result, b.shape(), a.shape(), window);
                yield ConvolutionKernel.backwardData(workspaces, shape, a, b);
            }
            case Convolution.WeightGradient(Window window, Shape _) -> {
                ConvolutionShape shape = new ConvolutionShape(a.shape(), result, b.shape(), window);
                yield Library.STATE.multiplies && shape.suitsPatches()
                        ? PatchProduct.of(workspaces, shape, a, b)
                        : ConvolutionBackwardWeights.of(workspaces, shape, a, b);
            }
        };
    }

    private @Nullable Kernel pooling(Pooling op, Layout[] inputs, Shape result) {
        Layout layout = inputs[0];
        boolean forward = op instanceof Pooling.Max || op instanceof Pooling.Average;
        PoolingShape shape = forward
                ? new PoolingShape(layout.shape(), result, op.window())
                : new PoolingShape(result, layout.shape(), op.window());
        if (!shape.isSupported()) {
            return null;
        }
        return switch (op) {
            case Pooling.Max _ -> new MaxPoolKernel(workspaces, shape, layout);
            case Pooling.Unpool _ ->
                Strides.isChannelsLast(inputs[1]) ? new MaxUnpoolKernel(workspaces, shape, layout) : null;
            case Pooling.Average _ -> AveragePoolKernel.forward(workspaces, shape, layout);
            case Pooling.Spread _ -> AveragePoolKernel.backward(workspaces, shape, layout);
            case Pooling.Pick _ -> null;
        };
    }

    private static boolean suits(Primitive op, Array[] inputs, TensorType[] outputs) {
        if (op instanceof Multiplication && !Library.STATE.multiplies) {
            return false;
        }
        for (Array input : inputs) {
            if (!suits(op, input.dtype(), input.shape())) {
                return false;
            }
        }
        for (TensorType output : outputs) {
            if (!suits(op, output.dtype(), output.shape())) {
                return false;
            }
        }
        return true;
    }

    /** The library counts elements along an axis in 32 bits here and there. */
    private static boolean suits(Primitive op, DType dtype, Shape shape) {
        boolean known = dtype == DType.FLOAT32 || dtype == DType.INT32 && op instanceof Pooling;
        if (!known || shape.size() == 0 || shape.rank() > Dnnl.MOST_AXES) {
            return false;
        }
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) > Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    /** What came of loading the library, found out once. */
    private record Library(boolean usable, boolean multiplies, String status) {

        private static final int KEPT_PRIMITIVES = 256;

        static final Library STATE = of(NativeLibrary.current());

        static Library of(NativeLibrary library) {
            return switch (library) {
                case Missing missing -> new Library(false, false, "oneDNN: " + missing.reason() + " " + COST);
                case Loaded _ -> start();
            };
        }

        private static Library start() {
            try {
                Dnnl.keepPrimitives(KEPT_PRIMITIVES);
                return new Library(
                        true,
                        Platform.isX86(),
                        "oneDNN " + Dnnl.version() + ", " + InstructionSet.name(Dnnl.instructionSet()) + ", float32");
            } catch (DnnlException | LinkageError failure) {
                return new Library(
                        false,
                        false,
                        "oneDNN: the library was loaded but does not start (" + failure
                                + "). Use the one of org.bytedeco:dnnl. " + COST);
            }
        }
    }
}

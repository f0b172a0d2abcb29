package dev.adjoint.kernel.openblas;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.KernelProvider;
import dev.adjoint.kernel.MatrixProduct;
import dev.adjoint.kernel.NativeArtifact;
import dev.adjoint.kernel.openblas.NativeLibrary.Loaded;
import dev.adjoint.kernel.openblas.NativeLibrary.Missing;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Determinant;
import dev.adjoint.op.Factorisation;
import dev.adjoint.op.LinearSystem;
import dev.adjoint.op.Multiplication;
import dev.adjoint.op.PseudoInverse;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Linear algebra by the LAPACK in OpenBLAS, float32 and float64, in any layout: systems of equations, factorisations,
 * determinants. And products of matrices by its BLAS: small ones, and those in float64 that no machine code of ours takes.
 *
 * <p>Where the library is missing or does not load this provider says so in {@link #status} and offers nothing; what it
 * does not know, such as tensors without elements, it leaves to the next. So too matrices of one row or column that is
 * repeated: their factors are not unique, and the plain reference is as good as any.
 */
public final class OpenBlasProvider implements KernelProvider {

    /** Before oneDNN, for the little that both know: it is asked for what it does best, and declines the rest. */
    private static final int PRIORITY = 250;

    /** Processors for which the library has code that multiplies small matrices without packing them. */
    private static final List<String> SMALL = List.of("SkylakeX", "Cooperlake", "SapphireRapids");

    /** Up to so many multiplications that code is the quicker one; a transposed right factor spoils it sooner. */
    private static final long MOST_OF_SMALL = 1 << 18;

    private static final long MOST_OF_SMALL_TRANSPOSED = 1 << 15;
    private static final String COST =
            "Products in float64 and linear algebra of large matrices run many times slower without it.";

    /** LAPACK counts the elements of its own work space in 32 bits. */
    private static final long MOST_ROWS = 16_384;

    /** For the service loader; the library is looked for on first use. */
    public OpenBlasProvider() {}

    @Override
    public String name() {
        return "openblas";
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
        if (op instanceof Multiplication product) {
            return product(product, inputs, outputs[0].shape());
        }
        StackKernel.Routine routine = switch (op) {
            case Factorisation.Cholesky _ -> Routines::cholesky;
            case Factorisation.Qr _ -> Routines::qr;
            case Factorisation.Lu _ -> Routines::lu;
            case Factorisation.SymmetricEigen _ -> Routines::symmetricEigen;
            case Factorisation.Svd _ -> Routines::svd;
            case Determinant.Value _ -> Routines::determinant;
            case Determinant.SignLog _ -> Routines::signLog;
            case LinearSystem.Solve _ -> Routines::solve;
            case LinearSystem.TriangularSolve triangular -> Routines.triangularSolve(triangular);
            case PseudoInverse inverse -> Routines.pseudoInverse(inverse);
            default -> null;
        };
        return routine != null && suits(inputs) && available() ? new StackKernel(routine) : null;
    }

    private @Nullable Kernel product(Multiplication op, Array[] inputs, Shape result) {
        if (result.size() == 0 || inputs.length > 2 && !inputs[2].isContiguous()) {
            return null;
        }
        List<Layout> factors = op.factors(Stream.of(inputs).map(Array::layout).toList());
        return factors == null ? null : product(inputs[0].dtype(), factors.getFirst(), factors.getLast());
    }

    private @Nullable Kernel product(DType dtype, Layout left, Layout right) {
        return isBest(dtype, left, right) && available() && isShort(left) && isShort(right)
                ? MatrixProduct.of(Lapack.of(dtype)::multiply, dtype, left, right)
                : null;
    }

    /** Large products in float32 are left to oneDNN, where it has a gemm for the processor. */
    private static boolean isBest(DType dtype, Layout left, Layout right) {
        if (dtype == DType.FLOAT64 || !NativeArtifact.classifier().endsWith("x86_64")) {
            return true;
        }
        long multiplications =
                left.shape().dim(-2) * right.shape().dim(-2) * right.shape().dim(-1);
        boolean byRows = right.stride(-1) == 1;
        // The library is loaded for the sake of a small product, but not for that of a large one.
        return multiplications <= (byRows ? MOST_OF_SMALL : MOST_OF_SMALL_TRANSPOSED) && Library.STATE.multipliesSmall;
    }

    /** Whether 32 bits will do for lengths and for the steps between rows and columns. */
    private static boolean isShort(Layout factor) {
        for (int axis = -2; axis < 0; axis++) {
            if (factor.shape().dim(axis) > Integer.MAX_VALUE || factor.stride(axis) > Integer.MAX_VALUE) {
                return false;
            }
        }
        return true;
    }

    private static boolean suits(Array[] inputs) {
        Layout first = inputs[0].layout();
        if (repeats(first, -1) || repeats(first, -2)) {
            return false;
        }
        for (Array input : inputs) {
            Shape shape = input.shape();
            if (shape.size() == 0 || shape.dim(-1) > MOST_ROWS || shape.dim(-2) > MOST_ROWS) {
                return false;
            }
        }
        return true;
    }

    private static boolean repeats(Layout layout, int axis) {
        return layout.shape().dim(axis) > 1 && layout.stride(axis) == 0;
    }

    /** What came of loading the library, found out once. */
    private record Library(boolean usable, boolean multipliesSmall, String status) {

        static final Library STATE = of(NativeLibrary.current());

        static Library of(NativeLibrary library) {
            return switch (library) {
                case Missing missing -> new Library(false, false, "OpenBLAS: " + missing.reason() + " " + COST);
                case Loaded _ -> start();
            };
        }

        private static Library start() {
            try {
                String name = Lapack.start();
                return new Library(true, SMALL.stream().anyMatch(name::endsWith), name + ", float32 and float64");
            } catch (RuntimeException | LinkageError failure) {
                return new Library(
                        false,
                        false,
                        "OpenBLAS: the library was loaded but does not start (" + failure
                                + "). Use the one of org.bytedeco:openblas. " + COST);
            }
        }
    }
}

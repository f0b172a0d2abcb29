package dev.adjoint.kernel.openblas;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.adjoint.shape.DType;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The C interface of LAPACK and gemm in OpenBLAS, for one element type, and the one file that holds handles into the library:
 * every function that the kernels call, on row-major matrices without gaps, and nothing built on them. Each answers what
 * LAPACK calls info: 0 if all went well, a positive number that says where the matrix is at fault.
 *
 * <p>Initialising this class needs the library: only code behind {@link NativeLibrary.Loaded} may touch it.
 */
final class Lapack {

    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;
    private static final int TRANSPOSED = 112;
    private static final long LONGEST_NAME = 256;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = NativeLibrary.symbols();
    private static final Lapack FLOAT32 = new Lapack('s');
    private static final Lapack FLOAT64 = new Lapack('d');

    private final boolean isDouble;
    private final MethodHandle product;
    private final MethodHandle choleskyFactor;
    private final MethodHandle luFactor;
    private final MethodHandle luSolve;
    private final MethodHandle triangularSolve;
    private final MethodHandle qrFactor;
    private final MethodHandle qrColumns;
    private final MethodHandle symmetricEigen;
    private final MethodHandle singularValues;

    private Lapack(char precision) {
        isDouble = precision == 'd';
        MemoryLayout number = isDouble ? JAVA_DOUBLE : JAVA_FLOAT;
        product = LINKER.downcallHandle(
                LIBRARY.findOrThrow("cblas_" + precision + "gemm"),
                FunctionDescriptor.ofVoid(
                        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, number, JAVA_LONG, JAVA_INT,
                        JAVA_LONG, JAVA_INT, number, JAVA_LONG, JAVA_INT));
        choleskyFactor = handle(precision, "potrf", JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT);
        luFactor = handle(precision, "getrf", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        luSolve = handle(
                precision, "getrs", JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
        triangularSolve = handle(
                precision, "trtrs", JAVA_BYTE, JAVA_BYTE, JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS,
                JAVA_INT);
        qrFactor = handle(precision, "geqrf", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        qrColumns = handle(precision, "orgqr", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        symmetricEigen = handle(precision, "syevd", JAVA_BYTE, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
        singularValues = handle(
                precision, "gesdd", JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT,
                ADDRESS, JAVA_INT);
    }

    private static MethodHandle handle(char precision, String routine, MemoryLayout... parameters) {
        FunctionDescriptor type = FunctionDescriptor.of(JAVA_INT, parameters).insertArgumentLayouts(0, JAVA_INT);
        return LINKER.downcallHandle(LIBRARY.findOrThrow("LAPACKE_" + precision + routine), type);
    }

    static Lapack of(DType dtype) {
        return dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
    }

    /** Keeps the library to the calling thread, and from looking at each number twice; answers version and processor. */
    static String start() {
        try {
            LINKER.downcallHandle(LIBRARY.findOrThrow("openblas_set_num_threads"), FunctionDescriptor.ofVoid(JAVA_INT))
                    .invokeExact(1);
            LINKER.downcallHandle(LIBRARY.findOrThrow("LAPACKE_set_nancheck"), FunctionDescriptor.ofVoid(JAVA_INT))
                    .invokeExact(0);
            String[] words = text("openblas_get_config").split(" ");
            return words[0] + " " + words[1] + ", " + text("openblas_get_corename");
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    private static String text(String function) throws Throwable {
        MethodHandle handle = LINKER.downcallHandle(LIBRARY.findOrThrow(function), FunctionDescriptor.of(ADDRESS));
        return ((MemorySegment) handle.invokeExact()).reinterpret(LONGEST_NAME).getString(0);
    }

    /** {@link dev.adjoint.kernel.Gemm}, for lengths of 32 bits. */
    void multiply(
            boolean leftByRows,
            boolean rightByRows,
            long m,
            long n,
            long k,
            long left,
            long leftStep,
            long right,
            long rightStep,
            long result,
            long resultStep,
            boolean onTop) {
        int a = leftByRows ? AS_IT_IS : TRANSPOSED;
        int b = rightByRows ? AS_IT_IS : TRANSPOSED;
        int stepA = (int) leftStep;
        int stepB = (int) rightStep;
        int step = (int) resultStep;
        try {
            if (isDouble) {
                double kept = onTop ? 1.0 : 0.0;
                product.invokeExact(
                        ROW_MAJOR, a, b, (int) m, (int) n, (int) k, 1.0, left, stepA, right, stepB, kept, result, step);
            } else {
                float kept = onTop ? 1f : 0f;
                product.invokeExact(
                        ROW_MAJOR, a, b, (int) m, (int) n, (int) k, 1f, left, stepA, right, stepB, kept, result, step);
            }
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** The lower Cholesky factor in place of the lower triangle. */
    int cholesky(int n, MemorySegment a) {
        try {
            return (int) choleskyFactor.invokeExact(ROW_MAJOR, (byte) 'L', n, a, n);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** Both LU factors in place, and for each row the number, from 1, of the one that it was exchanged with. */
    int lu(int n, MemorySegment a, MemorySegment exchanges) {
        try {
            return (int) luFactor.invokeExact(ROW_MAJOR, n, n, a, n, exchanges);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** The solution in place of the right sides. */
    int luSolve(int n, int columns, MemorySegment lu, MemorySegment exchanges, MemorySegment b) {
        try {
            return (int) luSolve.invokeExact(ROW_MAJOR, (byte) 'N', n, columns, lu, n, exchanges, b, columns);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** The solution in place of the right sides. */
    int triangularSolve(boolean upper, boolean unit, int n, int columns, MemorySegment a, MemorySegment b) {
        byte triangle = (byte) (upper ? 'U' : 'L');
        byte diagonal = (byte) (unit ? 'U' : 'N');
        try {
            return (int) triangularSolve.invokeExact(
                    ROW_MAJOR, triangle, (byte) 'N', diagonal, n, columns, a, n, b, columns);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** R in the upper triangle, and reflections below it, of which {@link #qrColumns} makes Q. */
    int qr(int rows, int columns, MemorySegment a, MemorySegment scales) {
        try {
            return (int) qrFactor.invokeExact(ROW_MAJOR, rows, columns, a, columns, scales);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    int qrColumns(int rows, int columns, MemorySegment a, MemorySegment scales) {
        try {
            return (int) qrColumns.invokeExact(ROW_MAJOR, rows, columns, columns, a, columns, scales);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** The eigenvectors in place of a symmetric matrix, of which the lower triangle is read. */
    int symmetricEigen(int n, MemorySegment a, MemorySegment values) {
        try {
            return (int) symmetricEigen.invokeExact(ROW_MAJOR, (byte) 'V', (byte) 'L', n, a, n, values);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** The reduced singular value decomposition; the matrix is overwritten. */
    int svd(int rows, int columns, MemorySegment a, MemorySegment u, MemorySegment s, MemorySegment vt) {
        int fewer = Math.min(rows, columns);
        try {
            return (int) singularValues.invokeExact(
                    ROW_MAJOR, (byte) 'S', rows, columns, a, columns, s, u, fewer, vt, columns);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    private static RuntimeException unexpected(Throwable failure) {
        return switch (failure) {
            case RuntimeException exception -> exception;
            case Error error -> throw error;
            default -> new IllegalStateException("OpenBLAS: a native call failed: " + failure, failure);
        };
    }
}

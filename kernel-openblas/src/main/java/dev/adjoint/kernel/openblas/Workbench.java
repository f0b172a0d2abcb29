package dev.adjoint.kernel.openblas;

import dev.adjoint.op.Matrices;
import dev.adjoint.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Where one thread works on one matrix after the other: native memory that is handed out anew for each of them. */
final class Workbench implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> pieces = new ArrayList<>();
    private final DType dtype;
    private int next;

    Workbench(DType dtype) {
        this.dtype = dtype;
    }

    Lapack lapack() {
        return Lapack.of(dtype);
    }

    /** Begins the next matrix, which takes pieces of the same sizes in the same order as the one before. */
    void clear() {
        next = 0;
    }

    private MemorySegment take(long bytes) {
        if (next == pieces.size()) {
            pieces.add(arena.allocate(Math.max(1, bytes), ALIGNMENT));
        }
        return pieces.get(next++);
    }

    /** A matrix with undefined contents. */
    NativeMatrix matrix(int rows, int columns) {
        return new NativeMatrix(take((long) rows * columns * dtype.bytes()), dtype, rows, columns);
    }

    /** A copy of one matrix of a stack. */
    NativeMatrix copy(Matrices stack, long number) {
        NativeMatrix copy = matrix(stack.rows(), stack.columns());
        long start = stack.offset(number);
        copy.fill((i, j) -> stack.at(start, i, j));
        return copy;
    }

    /** Numbers of 32 bits. */
    MemorySegment integers(int count) {
        return take(count * ValueLayout.JAVA_INT.byteSize());
    }

    @Override
    public void close() {
        arena.close();
    }
}

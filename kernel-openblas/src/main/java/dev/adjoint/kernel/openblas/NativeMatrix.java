package dev.adjoint.kernel.openblas;

import dev.adjoint.op.Matrices;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One matrix as LAPACK wants it: row-major, without gaps, in native memory.
 *
 * @param memory its elements
 * @param dtype their type, float32 or float64
 * @param rows how many rows
 * @param columns how many columns
 */
record NativeMatrix(MemorySegment memory, DType dtype, int rows, int columns) implements Matrices.Elements {

    @Override
    public double at(int row, int column) {
        long place = (long) row * columns + column;
        return dtype == DType.FLOAT32
                ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, place)
                : memory.getAtIndex(ValueLayout.JAVA_DOUBLE, place);
    }

    /** Overwrites the whole matrix. */
    void fill(Matrices.Elements values) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                long place = (long) i * columns + j;
                if (dtype == DType.FLOAT32) {
                    memory.setAtIndex(ValueLayout.JAVA_FLOAT, place, (float) values.at(i, j));
                } else {
                    memory.setAtIndex(ValueLayout.JAVA_DOUBLE, place, values.at(i, j));
                }
            }
        }
    }
}

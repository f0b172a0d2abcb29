package dev.adjoint.kernel.vector;

import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Lines of scores, and what is asked of them, as cross-entropy kernels read both.
 *
 * @param count how many lines
 * @param length how many classes
 * @param labels the type of the labels; null if each class has its share of the target
 */
record CrossEntropyTarget(long count, int length, @Nullable DType labels) {

    /** Null if scores or target are no floats, or do not follow each other in memory. */
    static @Nullable CrossEntropyTarget of(Array scores, Array target) {
        boolean lines = scores.dtype() == DType.FLOAT32
                && scores.size() > 0
                && scores.isContiguous()
                && target.isContiguous()
                && scores.shape().dim(-1) <= VectorLoop.LONGEST;
        if (!lines) {
            return null;
        }
        int length = (int) scores.shape().dim(-1);
        DType labels = target.dtype().isFloating() ? null : target.dtype();
        return new CrossEntropyTarget(scores.size() / length, length, labels);
    }

    /** How far apart in memory numbers are of which each line has one: 0 if all have the same; negative if there is no such step. */
    static long step(Layout numbers) {
        Shape all = Shape.of(numbers.shape().size());
        Layout row = numbers.reshape(all);
        return row == null ? -1 : row.stride(0);
    }

    /** Whether some label is no class. */
    boolean isAmiss(long target) {
        for (long line = 0; labels != null && line < count; line++) {
            long label = Memory.index(labels, target, line);
            if (label < 0 || label >= length) {
                return true;
            }
        }
        return false;
    }

    long bytes() {
        return (long) length * Float.BYTES;
    }
}

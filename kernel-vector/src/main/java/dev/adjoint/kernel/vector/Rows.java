package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pointwise op as rows of one length in which each operand is met element after element or is one number: a dense
 * tensor is one row, and biases and the means of lines are met where they are.
 *
 * @param count how many rows
 * @param length the elements of each
 * @param strides for each operand, results first, the elements from row to row
 * @param repeated bit {@code i} is set if input {@code i} is one number for all elements of a row
 */
record Rows(long count, long length, long[] strides, long repeated) {

    /** Shorter rows are better gathered in tiles. */
    private static final long SHORTEST = 48;

    /** The rows of a plan whose operands are all of one type; null if there are none. */
    static @Nullable Rows of(TilePlan plan, DType dtype) {
        List<Access> operands =
                Stream.concat(plan.outputs().stream(), plan.inputs().stream()).toList();
        long length = plan.size();
        for (Access access : operands) {
            int rank = access.dims().length;
            if (access.dtype() != dtype || rank > 2) {
                return null;
            }
            length = rank == 2 ? Math.min(length, access.dims()[1]) : length;
        }
        if (length == 0 || length < plan.size() && length < SHORTEST) {
            return null;
        }
        long[] strides = new long[operands.size()];
        long repeated = 0;
        int outputs = plan.outputs().size();
        for (int k = 0; k < strides.length; k++) {
            Access access = operands.get(k);
            int last = access.dims().length - 1;
            long step = last < 0 ? 1 : access.strides()[last];
            if (step != 0 && step != 1 || last == 1 && access.dims()[1] != length) {
                return null;
            }
            strides[k] = last == 1 ? access.strides()[0] : step * length;
            repeated |= step == 0 && k >= outputs ? 1L << k - outputs : 0;
        }
        return new Rows(plan.size() / length, length, strides, repeated);
    }

    /** Whether an input is one number in a row; a negative index is a result, which is not. */
    boolean isRepeated(int input) {
        return input >= 0 && (repeated >>> input & 1) != 0;
    }
}

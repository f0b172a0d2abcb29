package dev.adjoint.kernel.vector;

import dev.adjoint.shape.DType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pointwise op as rows of one length in which each operand is met element after element or is one number: a dense
 * tensor is one row, and biases and the means of lines are met where they are. Rows may come in groups, each of which meets
 * an operand anew: so is the gradient of a mean over all positions, channels last, the same row for each position of an example.
 *
 * @param count how many rows
 * @param group how many of them are a group
 * @param length the elements of each
 * @param jumps for each operand, results first, the elements from group to group
 * @param strides for each operand the elements from row to row of a group
 * @param repeated bit {@code i} is set if input {@code i} is one number for all elements of a row
 */
record Rows(long count, long group, long length, long[] jumps, long[] strides, long repeated) {

    /** Shorter rows are better gathered in tiles. */
    private static final long SHORTEST = 48;

    /** Axes of groups, of rows and of elements. */
    private static final int AXES = 3;

    /** The rows of a plan whose operands are all of one type; null if there are none. */
    static @Nullable Rows of(TilePlan plan, DType dtype) {
        List<Access> operands =
                Stream.concat(plan.outputs().stream(), plan.inputs().stream()).toList();
        long length = plan.size();
        long group = 1;
        for (Access access : operands) {
            int rank = access.dims().length;
            if (access.dtype() != dtype || rank > AXES) {
                return null;
            }
            length = rank >= 2 ? Math.min(length, access.dims()[rank - 1]) : length;
            group = rank == AXES ? access.dims()[1] : group;
        }
        if (length == 0 || length < plan.size() && length < SHORTEST) {
            return null;
        }
        long[] jumps = new long[operands.size()];
        long[] strides = new long[operands.size()];
        long repeated = 0;
        int outputs = plan.outputs().size();
        for (int k = 0; k < strides.length; k++) {
            Access access = operands.get(k);
            int last = access.dims().length - 1;
            long step = last < 0 ? 1 : access.strides()[last];
            boolean differs = last >= 1 && access.dims()[last] != length || last == 2 && access.dims()[1] != group;
            if (step != 0 && step != 1 || differs) {
                return null;
            }
            strides[k] = last >= 1 ? access.strides()[last - 1] : step * length;
            jumps[k] = last == 2 ? access.strides()[0] : strides[k] * group;
            repeated |= step == 0 && k >= outputs ? 1L << k - outputs : 0;
        }
        return new Rows(plan.size() / length, group, length, jumps, strides, repeated);
    }

    /** Where a row of an operand begins, in elements from its first one. */
    long at(int operand, long row) {
        return group == 1 ? row * jumps[operand] : row / group * jumps[operand] + row % group * strides[operand];
    }

    /** Whether an input is one number in a row; a negative index is a result, which is not. */
    boolean isRepeated(int input) {
        return input >= 0 && (repeated >>> input & 1) != 0;
    }
}

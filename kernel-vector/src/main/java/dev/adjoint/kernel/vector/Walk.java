package dev.adjoint.kernel.vector;

import java.util.List;

/**
 * Some axes of a tensor, outer first, walked as one by position.
 *
 * @param axes the axes
 */
record Walk(List<Axis> axes) {

    /**
     * One axis of an input, or several joined ones.
     *
     * @param length its length
     * @param in the step in the input
     * @param out the step in the result; 0 if it is reduced
     * @param isReduced whether it is missing from the result
     */
    record Axis(long length, long in, long out, boolean isReduced) {}

    long size() {
        long size = 1;
        // By index, as below: this is asked for every group of results, and an iterator each time would be garbage.
        for (int i = 0; i < axes.size(); i++) {
            size *= axes.get(i).length;
        }
        return size;
    }

    /** Where a position stands in the input. */
    long in(long position) {
        long offset = 0;
        long rest = position;
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis axis = axes.get(i);
            offset += rest % axis.length * axis.in;
            rest /= axis.length;
        }
        return offset;
    }

    /** Where a position stands in the result. */
    long out(long position) {
        long offset = 0;
        long rest = position;
        for (int i = axes.size() - 1; i >= 0; i--) {
            Axis axis = axes.get(i);
            offset += rest % axis.length * axis.out;
            rest /= axis.length;
        }
        return offset;
    }
}

package dev.adjoint.kernel.onednn;

import dev.adjoint.Window;
import dev.adjoint.shape.Shape;

/**
 * A window in the numbers of oneDNN, one of each for every spatial axis.
 *
 * @param kernel elements under the window
 * @param strides elements from one window to the next
 * @param padding elements added before
 * @param paddingAfter elements added after: those that the last position reaches
 * @param dilations elements left out between two taps: one less than in a {@link Window}
 */
@SuppressWarnings("ArrayRecordComponent") // Only handed on, never compared.
record Geometry(long[] kernel, long[] strides, long[] padding, long[] paddingAfter, long[] dilations) {

    static Geometry of(Window window, Shape images, Shape results) {
        long[] left = window.dilation().dims();
        long[] after = new long[left.length];
        for (int axis = 0; axis < left.length; axis++) {
            long first = (results.dim(axis + 2) - 1) * window.stride().dim(axis)
                    - window.padding().dim(axis);
            long end = first + left[axis] * (window.kernel().dim(axis) - 1) + 1;
            after[axis] = Math.max(0, end - images.dim(axis + 2));
            left[axis]--;
        }
        return new Geometry(
                window.kernel().dims(), window.stride().dims(), window.padding().dims(), after, left);
    }
}

package dev.adjoint.kernel.onednn;

import dev.adjoint.Window;
import dev.adjoint.shape.Shape;

/**
 * A window in the numbers of oneDNN, one of each for every spatial axis.
 *
 * @param kernel elements under the window
 * @param strides elements from one window to the next
 * @param padding elements added before; behind, the library adds what the result's shape asks for
 * @param dilations elements left out between two taps: one less than in a {@link Window}
 */
@SuppressWarnings("ArrayRecordComponent") // Only handed on, never compared.
record Geometry(long[] kernel, long[] strides, long[] padding, long[] dilations) {

    static Geometry of(Window window) {
        Shape dilation = window.dilation();
        long[] left = dilation.dims();
        for (int axis = 0; axis < left.length; axis++) {
            left[axis]--;
        }
        return new Geometry(
                window.kernel().dims(), window.stride().dims(), window.padding().dims(), left);
    }
}

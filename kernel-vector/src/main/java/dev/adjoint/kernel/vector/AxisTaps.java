package dev.adjoint.kernel.vector;

import dev.adjoint.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Which elements of an axis the taps of a window meet: at position {@code p}, tap {@code i} meets the element {@code p step +
 * shift + i apart}, if there is one.
 *
 * @param length of the axis that is read
 * @param positions how many
 * @param step from the elements of one position to those of the next
 * @param taps how many
 * @param shift of the first tap
 * @param apart from one tap to the next, less than zero where taps are met in reverse
 */
record AxisTaps(long length, long positions, long step, long taps, long shift, long apart) {

    /**
     * Positions of a result that meet the same taps of a filter. Of an axis that is missing there are one position and one tap.
     *
     * @param taps what these meet
     * @param tap the filter's first tap of these
     * @param tapStep from one of the filter's taps to the next of these
     * @param origin the first of the positions
     * @param step from one of them to the next, in the result
     */
    record Part(AxisTaps taps, long tap, long tapStep, long origin, long step) {

        private static final Part MISSING = new Part(new AxisTaps(1, 1, 1, 1, 0, 1), 0, 1, 0, 1);

        /** The number of one of the taps in the filter. */
        long tap(long index) {
            return tap + index * tapStep;
        }
    }

    /**
     * The window over images.
     *
     * @param window with its size
     * @param axis which; less than zero if it is missing
     * @param length of the images
     * @param positions of the results
     */
    static List<Part> forward(Window window, int axis, long length, long positions) {
        if (axis < 0) {
            return List.of(Part.MISSING);
        }
        long apart = window.dilation().dim(axis);
        long shift = -window.padding().dim(axis);
        long taps = window.kernel().dim(axis);
        return List.of(
                new Part(new AxisTaps(length, positions, window.stride().dim(axis), taps, shift, apart), 0, 1, 0, 1));
    }

    /**
     * The other way round: positions are elements of the images, and what is read lies like the window's results. Those
     * elements that are a stride apart meet the same taps, which are some of the filter's, or none.
     *
     * @param window with its size
     * @param axis which; less than zero if it is missing
     * @param length of what is read
     * @param elements of the images
     */
    static List<Part> reverse(Window window, int axis, long length, long elements) {
        if (axis < 0) {
            return List.of(Part.MISSING);
        }
        long stride = window.stride().dim(axis);
        long dilation = window.dilation().dim(axis);
        long kernel = window.kernel().dim(axis);
        long every = 1;
        while (every * dilation % stride != 0) {
            every++;
        }
        List<Part> parts = new ArrayList<>();
        for (long origin = 0; origin < Math.min(stride, elements); origin++) {
            long begin = origin + window.padding().dim(axis);
            long first = 0;
            while (first < kernel && (begin - first * dilation) % stride != 0) {
                first++;
            }
            AxisTaps taps = new AxisTaps(
                    length,
                    Math.ceilDiv(elements - origin, stride),
                    1,
                    Math.ceilDiv(kernel - first, every),
                    Math.floorDiv(begin - first * dilation, stride),
                    -every * dilation / stride);
            parts.add(new Part(taps, first, every, origin, stride));
        }
        return parts;
    }

    /** The first element that the first position meets. */
    long low() {
        return shift + Math.min(0, (taps - 1) * apart);
    }

    /** The elements from the first to the last that so many positions meet. */
    long span(long count) {
        return (count - 1) * step + (taps - 1) * Math.abs(apart) + 1;
    }

    /** How far behind the first element of a position the element of a tap lies. */
    long behind(long tap) {
        return shift + tap * apart - low();
    }

    /** Whether a tap meets elements that lie so far, and steps more, behind the first one. */
    boolean meets(long phase) {
        for (long tap = 0; tap < taps; tap++) {
            if (behind(tap) % step == phase) {
                return true;
            }
        }
        return false;
    }
}

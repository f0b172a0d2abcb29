package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Operands.MEMORY;

import dev.adjoint.Window;
import dev.adjoint.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Two ways to say where the maximum of a window stood: ours is its place in the plane, an int32; the library's is the
 * number of the tap in the window, a byte. This is the step between them, for channels-last results.
 */
final class Places {

    private static final int NOWHERE = -1;

    private final long height;
    private final long width;
    private final long channels;
    private final long strideDown;
    private final long strideAcross;
    private final long paddingAbove;
    private final long paddingLeft;
    private final int imageWidth;
    private final int[] placeOfTap;
    private final int[] tapOfPlace;

    Places(PoolingShape shape) {
        Window window = shape.window();
        Shape results = shape.results();
        this.channels = results.dim(1);
        this.height = results.dim(2);
        this.width = results.dim(3);
        this.strideDown = window.stride().dim(0);
        this.strideAcross = window.stride().dim(1);
        this.paddingAbove = window.padding().dim(0);
        this.paddingLeft = window.padding().dim(1);
        this.imageWidth = Math.toIntExact(shape.images().dim(3));
        int rows = Math.toIntExact(window.kernel().dim(0));
        int columns = Math.toIntExact(window.kernel().dim(1));
        this.placeOfTap = new int[rows * columns];
        this.tapOfPlace = new int[(rows - 1) * imageWidth + columns];
        Arrays.fill(tapOfPlace, NOWHERE);
        for (int tap = 0; tap < placeOfTap.length; tap++) {
            placeOfTap[tap] = tap / columns * imageWidth + tap % columns;
            tapOfPlace[placeOfTap[tap]] = tap;
        }
    }

    /** Turns the taps of some images, at an address, into places at another. */
    void fromTaps(long taps, long places, long images) {
        long at = 0;
        for (long row = 0; row < images * height; row++) {
            for (long column = 0; column < width; column++) {
                at = pixelFromTaps(taps, places, at, corner(row % height, column));
            }
        }
    }

    private long pixelFromTaps(long taps, long places, long first, int corner) {
        for (int c = 0; c < channels; c++) {
            int tap = MEMORY.get(ValueLayout.JAVA_BYTE, taps + first + c) & 0xff;
            MEMORY.set(ValueLayout.JAVA_INT, places + (first + c) * Integer.BYTES, corner + placeOfTap[tap]);
        }
        return first + channels;
    }

    /**
     * Turns places into taps.
     *
     * @return false if some place is not in its window, as when they come from elsewhere
     */
    boolean toTaps(long places, long taps, long images) {
        long at = 0;
        for (long row = 0; row < images * height; row++) {
            for (long column = 0; column < width; column++) {
                if (!pixelToTaps(places, taps, at, corner(row % height, column))) {
                    return false;
                }
                at += channels;
            }
        }
        return true;
    }

    private boolean pixelToTaps(long places, long taps, long first, int corner) {
        int outside = 0;
        for (int c = 0; c < channels; c++) {
            int within = MEMORY.get(ValueLayout.JAVA_INT, places + (first + c) * Integer.BYTES) - corner;
            boolean known = within >= 0 && within < tapOfPlace.length;
            int tap = known ? tapOfPlace[within] : NOWHERE;
            outside |= tap;
            MEMORY.set(ValueLayout.JAVA_BYTE, taps + first + c, (byte) tap);
        }
        return outside >= 0;
    }

    /** The place of a window's first tap, which padding may put before the plane. */
    private int corner(long row, long column) {
        return (int) ((row * strideDown - paddingAbove) * imageWidth + column * strideAcross - paddingLeft);
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.shape.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of a tensor along an axis, and those of a row-major result in which only that axis may have another length.
 *
 * @param walk all other axes but {@code across}
 * @param across an axis along which neighbouring lines are taken together, or one of length 1
 * @param step the input's step along the lines, in elements
 * @param stride the result's
 */
record LinesAlong(Walk walk, Walk.Axis across, long step, long stride) {

    private static final Walk.Axis ALONE = new Walk.Axis(1, 0, 0, false);
    /** Fewer lines are not worth taking together. */
    private static final long FEW = 8;

    /** The lines of a layout one by one, with results of some length each. */
    static LinesAlong of(int axis, Layout layout, long length) {
        return of(axis, layout, length, -1);
    }

    /** The same, but lines whose elements follow each other in memory, where those of a line do not, are taken together. */
    static LinesAlong abreast(int axis, Layout layout, long length) {
        int across = -1;
        for (int i = 0; i < layout.shape().rank() && layout.stride(axis) != 1; i++) {
            across = i != axis && layout.stride(i) == 1 && layout.shape().dim(i) >= FEW ? i : across;
        }
        return of(axis, layout, length, across);
    }

    private static LinesAlong of(int axis, Layout layout, long length, int across) {
        Layout result = Layout.contiguous(layout.shape().with(axis, length));
        Walk.Axis together = ALONE;
        List<Walk.Axis> axes = new ArrayList<>();
        for (int i = 0; i < layout.shape().rank(); i++) {
            Walk.Axis each = new Walk.Axis(layout.shape().dim(i), layout.stride(i), result.stride(i), false);
            if (i == across) {
                together = each;
            } else if (i != axis) {
                axes.add(each);
            }
        }
        return new LinesAlong(new Walk(axes), together, layout.stride(axis), result.stride(axis));
    }

    /** How many there are, those that are taken together counted once. */
    long count() {
        return walk.size();
    }

    /** Where one begins in the input. */
    long in(long line) {
        return walk.in(line);
    }

    /** Where it begins in the result. */
    long out(long line) {
        return walk.out(line);
    }
}

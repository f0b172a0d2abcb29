package dev.adjoint.kernel.vector;

import dev.adjoint.Window;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;

/**
 * Which elements of images meet which tap of the filters at which position, zeros where they meet the padding: the
 * matrix that turns a convolution into a product, a line for each channel and tap, never stored as a whole.
 *
 * @param <T> the type of an array of numbers
 */
final class Patches<T> implements Factor<T> {

    /** No offset: those may be negative. */
    private static final long PADDING = Long.MIN_VALUE;

    private final Products<T> loops;
    private final DType dtype;
    private final long address;
    private final boolean isReverse;
    private final boolean isDeep;
    private final int last;
    private final long taps;
    private final long[] kernel;
    private final long[] step;
    private final long[] dilation;
    private final long[] padding;
    private final long[] lengths;
    private final long[] strides;
    private final long[] positions;

    /**
     * @param loops how to read
     * @param image the layout of the images
     * @param address their first element, in the group's first channel
     * @param window how the filters move, with their size
     * @param positions the shape of what the positions are counted in, images included
     * @param isReverse whether positions are those of the images, and what is read are the results of the convolution
     * @param isDeep whether a line is a column of the product rather than one position of the sums
     */
    Patches(
            Products<T> loops,
            Layout image,
            long address,
            Window window,
            Shape positions,
            boolean isReverse,
            boolean isDeep) {
        this.loops = loops;
        this.dtype = loops.dtype();
        this.address = address;
        this.isReverse = isReverse;
        this.isDeep = isDeep;
        this.last = window.axes() - 1;
        this.taps = window.kernel().size();
        this.kernel = window.kernel().dims();
        this.step = window.stride().dims();
        this.dilation = window.dilation().dims();
        this.padding = window.padding().dims();
        this.lengths = image.shape().dims();
        this.strides = image.strides();
        this.positions = positions.dims();
    }

    @Override
    public boolean isDeep() {
        return isDeep;
    }

    @Override
    public void read(long line, long first, int count, T target) {
        long[] shift = shifts(line % taps);
        long width = positions[last + 2];
        long from = first % width;
        long[] place = place(first / width);
        long channel = line / taps * strides[1];
        long low = 0;
        long high = 0;
        long begin = isReverse ? -shift[last] : shift[last];
        boolean isSparse = isReverse && step[last] > 1;
        if (!isSparse) {
            // The positions along the last axis whose element, begin + position * step, lies within the image.
            low = Math.clamp(Math.ceilDiv(-begin, step[last]), 0, width);
            high = Math.clamp(Math.ceilDiv(lengths[last + 2] - begin, step[last]), low, width);
        }
        for (int at = 0; at < count; ) {
            int n = (int) Math.min(width - from, count - at);
            long row = row(place, shift);
            if (row == PADDING) {
                loops.fill(target, at, at + n, 0);
            } else if (isSparse) {
                sparse(shift[last], channel + row, from, n, target, at);
            } else {
                dense(begin, channel + row, from, Math.max(low, from), Math.min(high, from + n), n, target, at);
            }
            at += n;
            from = 0;
            next(place);
        }
    }

    /** How far from a position's first element a tap lies along each axis. */
    private long[] shifts(long tap) {
        long[] shift = new long[last + 1];
        long rest = tap;
        for (int axis = last; axis >= 0; axis--) {
            shift[axis] = rest % kernel[axis] * dilation[axis] - padding[axis];
            rest /= kernel[axis];
        }
        return shift;
    }

    /** The position along all axes but the last, and then the image. */
    private long[] place(long position) {
        long[] place = new long[last + 1];
        long rest = position;
        for (int axis = last - 1; axis >= 0; axis--) {
            place[axis] = rest % positions[axis + 2];
            rest /= positions[axis + 2];
        }
        place[last] = rest;
        return place;
    }

    private void next(long[] place) {
        int axis = last - 1;
        while (axis >= 0 && ++place[axis] == positions[axis + 2]) {
            place[axis--] = 0;
        }
        if (axis < 0) {
            place[last]++;
        }
    }

    /** Where the elements stand that a tap meets along the last axis, or {@link #PADDING}. */
    private long row(long[] place, long[] shift) {
        long offset = place[last] * strides[0];
        for (int axis = 0; axis < last; axis++) {
            long index = index(axis, shift[axis], place[axis]);
            if (index < 0 || index >= lengths[axis + 2]) {
                return PADDING;
            }
            offset += index * strides[axis + 2];
        }
        return offset;
    }

    /** The element that a tap meets along one axis; negative, or too large, in the padding and between elements. */
    private long index(int axis, long shift, long position) {
        if (!isReverse) {
            return position * step[axis] + shift;
        }
        long moved = position - shift;
        if (step[axis] == 1) {
            return moved;
        }
        return moved < 0 || moved % step[axis] != 0 ? -1 : moved / step[axis];
    }

    /** A stretch of positions along the last axis; those from {@code low} to {@code high} meet an element. */
    private void dense(long begin, long row, long from, long low, long high, int count, T target, int at) {
        if (low >= high) {
            loops.fill(target, at, at + count, 0);
            return;
        }
        int left = at + (int) (low - from);
        int right = at + (int) (high - from);
        if (left > at) {
            loops.fill(target, at, left, 0);
        }
        long stride = strides[last + 2];
        long first = address + (row + (begin + low * step[last]) * stride) * dtype.bytes();
        loops.tiles().load(dtype, first, stride * step[last], target, left, right - left);
        if (right < at + count) {
            loops.fill(target, right, at + count, 0);
        }
    }

    /** A stretch of positions of which few meet an element: strides leave gaps between them. */
    private void sparse(long shift, long row, long from, int count, T target, int at) {
        loops.fill(target, at, at + count, 0);
        for (int i = 0; i < count; i++) {
            long index = index(last, shift, from + i);
            if (index >= 0 && index < lengths[last + 2]) {
                long element = address + (row + index * strides[last + 2]) * dtype.bytes();
                loops.tiles().load(dtype, element, 1, target, at + i, 1);
            }
        }
    }
}

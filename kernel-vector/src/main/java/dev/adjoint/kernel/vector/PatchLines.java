package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Panels.Grating;
import dev.adjoint.shape.Layout;

/**
 * Lines of what the taps of a window meet, one for each channel and tap and with an element for each position: factors of the
 * products that convolutions are. They are made for a few positions at a time, in the cache, from a slab of the image with
 * zeros around it, where what a tap meets at neighbouring positions lies side by side for any stride.
 *
 * @param panels what copies
 * @param image the strides of the images, those of missing axes 0: along the batch, the channels and three axes
 * @param z the taps along the first axis
 * @param y the taps along the second one
 * @param x the taps along the last one
 */
record PatchLines(Panels panels, Strides image, AxisTaps z, AxisTaps y, AxisTaps x) {

    static final int AXES = 3;

    /** The strides of images, in elements. */
    record Strides(long batch, long channel, long z, long y, long x) {

        static Strides of(Layout layout) {
            int rank = layout.shape().rank();
            return new Strides(
                    layout.stride(0),
                    layout.stride(1),
                    rank > 4 ? layout.stride(-3) : 0,
                    rank > 3 ? layout.stride(-2) : 0,
                    layout.stride(-1));
        }
    }

    /**
     * Positions side by side: a rectangle of one plane of results.
     *
     * @param unit which plane: of all planes of all images
     * @param top the first row
     * @param rows how many
     * @param left the first position in each row
     * @param columns how many
     */
    record Area(long unit, long top, long rows, long left, long columns) {
        long size() {
            return rows * columns;
        }
    }

    /** Where a slab lies, and its strides. Elements along x are apart by remainders of the step: first all with the first one. */
    private record Slab(long address, long first, long phase, long row, long plane, long channel) {}

    /** The lines of a channel. */
    long taps() {
        return z.taps() * y.taps() * x.taps();
    }

    /** The positions in one plane of results. */
    long plane() {
        return y.positions() * x.positions();
    }

    private Slab slab(long address, long first, Area area) {
        long phase = Math.ceilDiv(x.span(area.columns), x.step());
        // Rows are written in turns if positions are more than one row apart: what lies behind one must not be another.
        long row = phase * x.step() + (y.step() > 1 ? panels.lanes : 0);
        long plane = y.span(area.rows) * row + panels.lanes;
        return new Slab(address, first, phase, row, plane, z.taps() * plane);
    }

    /** The bytes that {@link #write} needs on its way. */
    long room(long lines, Area area) {
        return (Math.ceilDiv(lines, taps()) + 1) * slab(0, 0, area).channel * panels.bytes;
    }

    /**
     * Writes lines for the positions of an area, row after row. Up to a vector behind each line is overwritten, so lines have
     * room at their end, and areas side by side are written in order.
     *
     * @param at numbers for the machine code
     * @param images the address of the first image's first channel
     * @param area which positions
     * @param from the first line
     * @param to the line after the last one
     * @param room memory on the way
     * @param target the address of the first line
     * @param step from one line to the next, in elements
     */
    void write(long[] at, long images, Area area, long from, long to, long room, long target, long step) {
        Slab slab = slab(room, from / taps(), area);
        fill(at, images, area, slab, Math.ceilDiv(to, taps()) - slab.first);
        boolean isDense = area.columns == slab.row && y.step() == 1;
        for (long tap = 0; tap < taps(); tap++) {
            long first = Math.ceilDiv(from - tap, taps());
            long count = Math.floorDiv(to - 1 - tap, taps()) + 1 - first;
            if (count > 0) {
                long behind = x.behind(tap % x.taps());
                long place = (first - slab.first) * slab.channel
                        + tap / x.taps() / y.taps() * slab.plane
                        + y.behind(tap / x.taps() % y.taps()) * slab.row
                        + behind % x.step() * slab.phase
                        + behind / x.step();
                Grating source = new Grating(slab.address + place * panels.bytes, slab.channel, y.step() * slab.row, 1);
                long line = first * taps() + tap - from;
                Grating lines = new Grating(target + line * step * panels.bytes, taps() * step, area.columns, 1);
                panels.copy(at, source, lines, count, isDense ? 1 : area.rows, isDense ? area.size() : area.columns);
            }
        }
    }

    /** Copies what the positions meet, and writes zeros where there is nothing. */
    private void fill(long[] at, long images, Area area, Slab slab, long channels) {
        long top = area.top * y.step() + y.low();
        long left = area.left * x.step() + x.low();
        long back = area.unit % z.positions() * z.step();
        boolean isInside = back + z.low() >= 0
                && back + z.low() + z.span(1) <= z.length()
                && top >= 0
                && top + y.span(area.rows) <= y.length()
                && left >= 0
                && left + x.span(area.columns) <= x.length();
        if (!isInside) {
            Memory.ALL
                    .asSlice(slab.address, channels * slab.channel * panels.bytes)
                    .fill((byte) 0);
        }
        long start = images + (area.unit / z.positions() * image.batch + slab.first * image.channel) * panels.bytes;
        for (long tap = 0; tap < z.taps(); tap++) {
            long depth = back + z.shift() + tap * z.apart();
            long source = start + depth * image.z * panels.bytes;
            long target = slab.address + tap * slab.plane * panels.bytes;
            for (long row = 0; row < y.step() && depth >= 0 && depth < z.length(); row++) {
                for (long column = 0; column < x.step(); column++) {
                    if (y.meets(row) && x.meets(column)) {
                        Stretch down = Stretch.of(y, top, row, y.span(area.rows));
                        Stretch along = Stretch.of(x, left, column, x.span(area.columns));
                        fill(at, source, target + column * slab.phase * panels.bytes, slab, channels, down, along);
                    }
                }
            }
        }
    }

    /**
     * Elements of an axis that are a step apart.
     *
     * @param element the first of them
     * @param place its place among its like in the slab
     * @param first its place among all in the slab
     * @param count how many
     */
    private record Stretch(long element, long place, long first, long count) {

        static Stretch of(AxisTaps taps, long begin, long phase, long span) {
            long start = begin + phase;
            long all = Math.ceilDiv(span - phase, taps.step());
            long first = Math.clamp(Math.ceilDiv(-start, taps.step()), 0, all);
            long last = Math.clamp(Math.ceilDiv(taps.length() - start, taps.step()), first, all);
            return new Stretch(start + first * taps.step(), first, phase + first * taps.step(), last - first);
        }
    }

    private void fill(long[] at, long source, long target, Slab slab, long channels, Stretch down, Stretch along) {
        if (down.count == 0 || along.count == 0) {
            return;
        }
        long first = source + (down.element * image.y + along.element * image.x) * panels.bytes;
        long place = target + (down.first * slab.row + along.place) * panels.bytes;
        panels.copy(
                at,
                new Grating(first, image.channel, y.step() * image.y, x.step() * image.x),
                new Grating(place, slab.channel, y.step() * slab.row, 1),
                channels,
                down.count,
                along.count);
    }
}

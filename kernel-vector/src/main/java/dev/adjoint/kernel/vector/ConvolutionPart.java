package dev.adjoint.kernel.vector;

import dev.adjoint.TensorType;
import dev.adjoint.kernel.SharedGemm.Matrix;
import dev.adjoint.kernel.vector.Panels.Grating;
import dev.adjoint.kernel.vector.PatchLines.Area;
import dev.adjoint.kernel.vector.PatchLines.Strides;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One product of a convolution: some taps of the filters, with the positions of the result that meet just these, cut into tiles
 * by shapes alone.
 *
 * @param panels of the right type
 * @param lines what is read
 * @param filters as {@code [groups, rows, depth..]}
 * @param packing what brings these to row-major order; null if that is how they lie
 * @param blocks of the sums
 * @param to the strides of these positions in the result
 * @param origin where the first of them stands there
 * @param cut how positions are cut up
 * @param rowParts how rows are cut up
 */
record ConvolutionPart(
        Panels panels,
        PatchLines lines,
        Layout filters,
        @Nullable CopyKernel packing,
        SumBlocks blocks,
        Strides to,
        long origin,
        AreaCut cut,
        long rowParts) {

    /** Elements of the lines that are made at a time. */
    private static final long BLOCK = 64 << 10;

    private static final long MOST_COLUMNS = 1_024;
    private static final long LEAST_COLUMNS = 64;
    private static final long LEAST_ROWS = 32;

    /** Rows that are packed at a time. */
    private static final long MOST_ROWS = 256;

    private static final long ENOUGH_TILES = 8;

    /** What a product and its sum are taken to cost. */
    private static final double NANOSECONDS = 0.025;

    /** Planes of results up to this size are computed side by side, and put in place afterwards, if they fill no panels. */
    private static final long SMALL_PLANE = 64;

    /**
     * A part, cut up.
     *
     * @param panels of the right type
     * @param all the filters, as {@code [groups, rows, depth..]}
     * @param results the shape of the result
     * @param lines what is read
     * @param axes the part along z, y and x
     * @param spatial how many of these there are
     */
    static ConvolutionPart of(
            Panels panels, Layout all, Shape results, PatchLines lines, List<AxisTaps.Part> axes, int spatial) {
        Strides whole = Strides.of(Layout.contiguous(results));
        AxisTaps.Part z = axes.get(0);
        AxisTaps.Part y = axes.get(1);
        AxisTaps.Part x = axes.get(2);
        Strides to = new Strides(
                whole.batch(), whole.channel(), whole.z() * z.step(), whole.y() * y.step(), whole.x() * x.step());
        long origin = whole.z() * z.origin() + whole.y() * y.origin() + whole.x() * x.origin();
        Layout filters = all;
        for (int i = 0; i < spatial; i++) {
            AxisTaps.Part part = axes.get(axes.size() - 1 - i);
            filters = filters.slice(-1 - i, part.tap(), all.shape().dim(-1 - i), part.tapStep());
        }
        long groups = all.shape().dim(0);
        long rows = all.shape().dim(1);
        SumBlocks blocks = SumBlocks.of(all.shape(), lines, axes);
        long columns = Math.clamp(BLOCK / blocks.deepest(), LEAST_COLUMNS, MOST_COLUMNS);
        long planes = results.dim(0) * lines.z().positions();
        while (groups * planes * lines.plane() < ENOUGH_TILES * columns && columns > LEAST_COLUMNS) {
            columns /= 2;
        }
        AreaCut cut = AreaCut.of(planes, lines.y().positions(), lines.x().positions(), columns);
        long rowParts = Math.clamp(ENOUGH_TILES / (groups * cut.pieces()), 1, Math.max(1, rows / LEAST_ROWS));
        CopyKernel packing = filters.isContiguous()
                ? null
                : new CopyKernel(
                        panels.dtype(), filters.withOffset(0), new TensorType(panels.dtype(), filters.shape()));
        return new ConvolutionPart(panels, lines, filters, packing, blocks, to, origin, cut, rowParts);
    }

    private long groups() {
        return filters.shape().dim(0);
    }

    private long rows() {
        return filters.shape().dim(1);
    }

    long depth() {
        return blocks.depth();
    }

    long tiles() {
        return groups() * cut.pieces() * rowParts;
    }

    double nanoseconds() {
        return (double) groups() * rows() * depth() * cut.planes() * lines.plane() * NANOSECONDS;
    }

    /**
     * Brings the filters to row-major order, if they are not.
     *
     * @param weight the address of the first filter
     * @param to where there is room for them
     * @return where they are
     */
    long pack(long weight, long to) {
        long from = weight + filters.offset() * panels.bytes;
        if (packing == null) {
            return from;
        }
        packing.run(from, to);
        return to;
    }

    /** Whether results are computed side by side and put in place afterwards. */
    private boolean isScattered() {
        return to.x() != 1
                || to.y() != lines.x().positions()
                || (cut.planesEach() > 1 && lines.plane() < SMALL_PLANE && lines.plane() % panels.width != 0);
    }

    /** Where everything is, and how far apart lines are. */
    private record Table(long step, long lines, long slab, long left, long start, long side, long end) {}

    private Table table(long address) {
        // An odd number of cache lines, so that lines do not meet in the same few places of the cache.
        long line = Panels.LINE / panels.bytes;
        long step = (Math.ceilDiv(cut.positions() + panels.lanes, line) | 1) * line;
        long deepest = blocks.deepest();
        long most = Math.ceilDiv(rows(), rowParts);
        long slab = address + Panels.aligned((deepest * step + panels.lanes) * panels.bytes);
        long left = slab + Panels.aligned(lines.room(deepest, cut.largest()));
        long start = left + Panels.aligned(panels.room(Math.min(most, MOST_ROWS), deepest));
        long side = start + most * panels.width * panels.bytes;
        return new Table(
                step, address, slab, left, start, side, side + (isScattered() ? most * step * panels.bytes : 0));
    }

    /** The bytes that {@link #run} needs on its way. */
    long room() {
        return table(0).end;
    }

    /**
     * Computes a tile.
     *
     * @param tile which
     * @param scratch numbers, and memory
     * @param images the address of what is read
     * @param factor the address of the packed filters
     * @param bias what the channels of the result begin with; null for zeros
     * @param result the address of the result
     */
    void run(long tile, Scratch scratch, long images, long factor, @Nullable Array bias, long result) {
        long group = tile / rowParts % groups();
        long piece = tile / rowParts / groups();
        long first = group * rows() + rows() * (tile % rowParts) / rowParts;
        long count = group * rows() + rows() * (tile % rowParts + 1) / rowParts - first;
        int bytes = panels.bytes;
        long[] at = scratch.numbers;
        Table table = table(scratch.own[0]);
        Matrix left = new Matrix(true, factor + first * depth() * bytes, depth());
        long source = images + group * filters.shape().dim(2) * lines.image().channel() * bytes;
        long target = result + (origin + first * to.channel()) * bytes;
        Panels.Target begin = start(table, bias, first, count);
        for (int block = 0; block < blocks.count(); block++) {
            long from = blocks.from(block);
            long depth = blocks.from(block + 1) - from;
            long place = table.lines;
            for (int i = 0; i < cut.areas(piece); i++) {
                Area area = cut.area(piece, i);
                lines.write(at, source, area, from, from + depth, table.slab, place, table.step);
                place += area.size() * bytes;
            }
            long columns = (place - table.lines) / bytes;
            for (long row = 0; row < count; row += MOST_ROWS) {
                long above = row;
                Panels.Target before = from == 0 ? begin : null;
                panels.rows(
                        at, left, row, Math.min(MOST_ROWS, count - row), from, depth, table.left, (packed, down) -> {
                            if (isScattered()) {
                                Panels.Right right = new Panels.Right(true, table.lines, table.step, columns);
                                panels.multiply(
                                        at, packed, right, target(before, table.side, table.step, above + down));
                                return;
                            }
                            long column = table.lines;
                            for (int i = 0; i < cut.areas(piece); i++) {
                                Area area = cut.area(piece, i);
                                Panels.Right right = new Panels.Right(true, column, table.step, area.size());
                                long corner = target + corner(area) * bytes;
                                panels.multiply(at, packed, right, target(before, corner, to.channel(), above + down));
                                column += area.size() * bytes;
                            }
                        });
            }
        }
        if (isScattered()) {
            scatter(at, piece, table, count, target);
        }
    }

    /** What rows of the result begin with. */
    private Panels.Target start(Table table, @Nullable Array bias, long first, long count) {
        if (bias == null) {
            return new Panels.Target(panels.zeros(), 0, 0, 0, 0);
        }
        long line = (long) panels.width * panels.bytes;
        for (long row = 0; row < count; row++) {
            double value = bias.doubleAt(
                    bias.layout().offset() + (first + row) * bias.layout().stride(0));
            for (long place = table.start + row * line; place < table.start + (row + 1) * line; place += panels.bytes) {
                if (panels.bytes == Float.BYTES) {
                    Memory.ALL.set(Memory.FLOAT, place, (float) value);
                } else {
                    Memory.ALL.set(Memory.DOUBLE, place, value);
                }
            }
        }
        return new Panels.Target(table.start, line, 0, 0, 0);
    }

    /** Rows of a result, from a row on, which begin with something or go on. */
    private Panels.Target target(Panels.@Nullable Target start, long result, long step, long row) {
        long apart = step * panels.bytes;
        Panels.Target all = start == null
                ? new Panels.Target(result, apart, panels.bytes, result, apart)
                : new Panels.Target(start.before(), start.beforeStep(), 0, result, apart);
        return all.down(row);
    }

    /** Where the first position of an area stands in the result. */
    private long corner(Area area) {
        return area.unit() / lines.z().positions() * to.batch()
                + area.unit() % lines.z().positions() * to.z()
                + area.top() * to.y()
                + area.left() * to.x();
    }

    private void scatter(long[] at, long piece, Table table, long count, long target) {
        long place = table.side;
        for (int i = 0; i < cut.areas(piece); i++) {
            Area area = cut.area(piece, i);
            panels.copyExactly(
                    at,
                    new Grating(place, table.step, area.columns(), 1),
                    new Grating(target + corner(area) * panels.bytes, to.channel(), to.y(), to.x()),
                    count,
                    area.rows(),
                    area.columns());
            place += area.size() * panels.bytes;
        }
    }
}

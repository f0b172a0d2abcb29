package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.SharedGemm.Matrix;
import dev.adjoint.kernel.vector.PatchLines.Area;
import dev.adjoint.kernel.vector.PatchLines.Strides;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution with respect to its filters in machine code: for each group the results' gradient times
 * transposed {@link PatchLines}, {@value Products#DEPTH} positions at a time. The sums are cut into the same stretches as those
 * of {@link FilterGradientKernel}, whose bits these are.
 */
final class PanelFilterGradient implements Kernel {

    /** Filters' elements that a tile has, as a rule. */
    private static final long COLUMNS = 256;

    private static final long MOST_ROWS = 256;
    private static final double NANOSECONDS = 0.03;

    private final Panels panels;
    private final int groups;
    private final long rows;
    private final long columns;
    private final long columnParts;
    private final long positions;
    private final int stretches;
    private final PatchLines patches;
    private final PatchLines upstream;
    private final @Nullable Reduced sum;

    /** What adds up the stretches. */
    private record Reduced(Reduction op, Kernel kernel, Layout flat) {}

    /**
     * @param panels of the right type
     * @param window how the filters move, with their size
     * @param images the images
     * @param upstream the gradient of the results
     * @param filters the shape of the filters
     */
    PanelFilterGradient(Panels panels, Window window, Layout images, Layout upstream, Shape filters) {
        this.panels = panels;
        this.groups = window.groups();
        this.rows = filters.dim(0) / groups;
        this.columns = filters.size() / filters.dim(0);
        this.positions = upstream.shape().size() / upstream.shape().dim(1);
        this.stretches = FilterGradientKernel.stretches(rows, columns, groups, positions);
        this.columnParts = Math.ceilDiv(columns, COLUMNS);
        AxisTaps[] taps = new AxisTaps[PatchLines.AXES];
        AxisTaps[] single = new AxisTaps[PatchLines.AXES];
        for (int i = 0; i < PatchLines.AXES; i++) {
            int axis = window.axes() - PatchLines.AXES + i;
            long length = axis < 0 ? 1 : images.shape().dim(axis + 2);
            long count = axis < 0 ? 1 : upstream.shape().dim(axis + 2);
            taps[i] = AxisTaps.forward(window, axis, length, count).getFirst().taps();
            single[i] = new AxisTaps(count, count, 1, 1, 0, 1);
        }
        this.patches = new PatchLines(panels, Strides.of(images), taps[0], taps[1], taps[2]);
        this.upstream = new PatchLines(panels, Strides.of(upstream), single[0], single[1], single[2]);
        this.sum = stretches == 1 ? null : sum(filters.size());
    }

    private Reduced sum(long elements) {
        Reduction op = new Reduction.Sum(List.of(0));
        Shape flat = Shape.of(elements);
        TensorType type = new TensorType(panels.dtype(), flat);
        Layout parts = Layout.contiguous(Shape.of(stretches, elements));
        return new Reduced(
                op,
                ReductionKernel.of(op, panels.dtype(), parts, type, Warmth.never(), panels.own),
                Layout.contiguous(flat));
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array y = outputs[0];
        long images = inputs[0].address();
        long gradient = inputs[1].address();
        if (sum == null) {
            run(images, gradient, y.address());
        } else {
            Array parts = Array.allocate(y.dtype(), Shape.of(stretches, y.size()));
            run(images, gradient, parts.address());
            sum.kernel.run(sum.op, new Array[] {parts}, new Array[] {
                y.with(sum.flat.withOffset(y.layout().offset()))
            });
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
        Reference.reachabilityFence(this);
    }

    /** The memory of a part, and how far apart lines are. */
    private record Table(long step, long lines, long across, long packed, long left, long slab, long end) {}

    private Table table(long address) {
        long widest = Math.ceilDiv(columns, columnParts);
        long step = (long) Products.DEPTH + panels.lanes;
        int bytes = panels.bytes;
        long across = address + Panels.aligned((widest * step + panels.lanes) * bytes);
        long packed = across + Panels.aligned((rows * step + panels.lanes) * bytes);
        long left = packed + Panels.aligned((widest + panels.lanes) * Products.DEPTH * bytes);
        long slab = left + Panels.aligned(panels.room(Math.min(rows, MOST_ROWS), Products.DEPTH));
        return new Table(step, address, across, packed, left, slab, slab + slabRoom(widest));
    }

    /** The bytes of the largest slab. */
    private long slabRoom(long widest) {
        long across = Math.min(patches.x().positions(), Products.DEPTH);
        long down = Math.clamp(Products.DEPTH / across, 1, patches.y().positions());
        Area largest = new Area(0, 0, down, 0, across);
        return Math.max(patches.room(widest, largest), upstream.room(rows, largest));
    }

    private void run(long images, long gradient, long result) {
        long tiles = stretches * groups * columnParts;
        double work = (double) groups * rows * columns * positions * NANOSECONDS;
        Parts.each(tiles, work, (first, last) -> {
            Scratch scratch = panels.own.borrow(1, table(0).end);
            for (long tile = first; tile < last; tile++) {
                tile(scratch, images, gradient, result, tile);
            }
            panels.own.giveBack(scratch);
        });
    }

    private void tile(Scratch scratch, long images, long gradient, long result, long tile) {
        long product = tile / columnParts;
        long group = product % groups;
        long stretch = product / groups;
        long column = columns * (tile % columnParts) / columnParts;
        long end = columns * (tile % columnParts + 1) / columnParts;
        int bytes = panels.bytes;
        long[] at = scratch.numbers;
        Table table = table(scratch.own[0]);
        long source =
                images + group * (columns / patches.taps()) * patches.image().channel() * bytes;
        long from = gradient + group * rows * upstream.image().channel() * bytes;
        long target = result + (product * rows * columns + column) * bytes;
        long last = positions * (stretch + 1) / stretches;
        long start = positions * stretch / stretches;
        Matrix left = new Matrix(true, table.across, table.step);
        Matrix right = new Matrix(false, table.lines, table.step);
        for (long position = start; position < last; position += Products.DEPTH) {
            long depth = Math.min(Products.DEPTH, last - position);
            write(at, upstream, from, position, depth, 0, rows, table.slab, table.across, table.step);
            write(at, patches, source, position, depth, column, end, table.slab, table.lines, table.step);
            panels.packColumns(at, right, 0, depth, 0, end - column, table.packed);
            Panels.Right packed = new Panels.Right(false, table.packed, 0, end - column);
            Panels.Target all = position == start
                    ? new Panels.Target(panels.zeros(), 0, 0, target, columns * bytes)
                    : new Panels.Target(target, columns * bytes, bytes, target, columns * bytes);
            for (long row = 0; row < rows; row += MOST_ROWS) {
                Panels.Target some = all.down(row);
                panels.rows(
                        at,
                        left,
                        row,
                        Math.min(MOST_ROWS, rows - row),
                        0,
                        depth,
                        table.left,
                        (factor, down) -> panels.multiply(at, factor, packed, some.down(down)));
            }
        }
    }

    /** Lines for positions in the order of the results, which may begin and end within a row: up to three areas of a plane. */
    private static void write(
            long[] at,
            PatchLines lines,
            long images,
            long position,
            long count,
            long from,
            long to,
            long room,
            long target,
            long step) {
        long width = lines.x().positions();
        long place = target;
        for (long p = position; p < position + count; ) {
            long row = p / width % lines.y().positions();
            long left = p % width;
            long rest = position + count - p;
            long rows = left > 0 || rest < width
                    ? 1
                    : Math.min(rest / width, lines.y().positions() - row);
            long columns = rows > 1 ? width : Math.min(width - left, rest);
            Area area = new Area(p / lines.plane(), row, rows, left, columns);
            lines.write(at, images, area, from, to, room, place, step);
            place += area.size() * lines.panels().bytes;
            p += area.size();
        }
    }
}

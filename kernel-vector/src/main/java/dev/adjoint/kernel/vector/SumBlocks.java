package dev.adjoint.kernel.vector;

import dev.adjoint.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks that sums of a part of a convolution are taken in: {@value Products#DEPTH} lines of all taps make one, of which a part
 * has those that its own taps meet. So its sums are the same as if the others were there, with zeros.
 *
 * @param starts the line that each block begins with, and at last the number of lines
 */
record SumBlocks(List<Long> starts) {

    /**
     * The blocks of some taps.
     *
     * @param filters the shape of all filters, as {@code [groups, rows, channels, taps..]}
     * @param lines the part's own
     * @param axes the part along z, y and x
     */
    static SumBlocks of(Shape filters, PatchLines lines, List<AxisTaps.Part> axes) {
        int last = filters.rank() - 1;
        long height = last > 3 ? filters.dim(last - 1) : 1;
        long width = last > 2 ? filters.dim(last) : 1;
        long all = filters.size() / filters.dim(0) / filters.dim(1) / filters.dim(2);
        long depth = filters.dim(2) * lines.taps();
        List<Long> blocks = new ArrayList<>();
        long block = -1;
        for (long line = 0; line < depth; line++) {
            long tap = line % lines.taps();
            long x = axes.get(2).tap(tap % lines.x().taps());
            long y = axes.get(1).tap(tap / lines.x().taps() % lines.y().taps());
            long z = axes.get(0).tap(tap / lines.x().taps() / lines.y().taps());
            long among = line / lines.taps() * all + (z * height + y) * width + x;
            if (blocks.isEmpty() || among / Products.DEPTH > block) {
                blocks.add(line);
                block = among / Products.DEPTH;
            }
        }
        blocks.add(depth);
        return new SumBlocks(blocks);
    }

    int count() {
        return starts.size() - 1;
    }

    /** The line that a block begins with. */
    long from(int block) {
        return starts.get(block);
    }

    /** All lines. */
    long depth() {
        return starts.getLast();
    }

    /** The lines of the largest block. */
    long deepest() {
        long deepest = 0;
        for (int block = 0; block < count(); block++) {
            deepest = Math.max(deepest, from(block + 1) - from(block));
        }
        return deepest;
    }
}

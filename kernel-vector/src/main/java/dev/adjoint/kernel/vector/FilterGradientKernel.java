package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Reduction;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import java.util.List;

/**
 * The gradient of a convolution with respect to its filters: one matrix product for each group, whose sums run over all
 * positions of all images. They are cut into a few stretches, by shapes alone, which are summed in order at the end.
 */
final class FilterGradientKernel implements Kernel {

    private static final int ENOUGH_TILES = 16;
    /** Shorter sums are not cut. */
    private static final long STRETCH = 4L * Products.DEPTH;

    private final ProductLoops loops;
    private final Window window;
    private final Shape results;
    private final long depth;
    private final int stretches;
    private final Grid grid;
    private final Scratch.Pool pool = new Scratch.Pool();

    FilterGradientKernel(ProductLoops loops, Window window, Shape filters, Array upstream) {
        this.loops = loops;
        this.window = window.over(filters.remove(0, 1));
        this.results = upstream.shape();
        this.depth = results.size() / results.dim(1);
        int groups = window.groups();
        long rows = filters.dim(0) / groups;
        long columns = filters.size() / filters.dim(0);
        this.stretches = stretches(rows, columns, groups, depth);
        this.grid = Grid.of(rows, columns, depth / stretches, (long) groups * stretches);
        loops.request(upstream.dtype());
    }

    /** How many sums each one is cut into. */
    static int stretches(long rows, long columns, int groups, long depth) {
        long tiles = Grid.of(rows, columns, 1, groups).tiles();
        return Math.clamp(Math.min(ENOUGH_TILES / tiles, depth / STRETCH), 1, ENOUGH_TILES);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array y = outputs[0];
        if (stretches == 1) {
            run(loops.of(y.dtype()), inputs[0], inputs[1], y);
        } else {
            Array parts = Array.allocate(y.dtype(), Shape.of(stretches, y.size()));
            run(loops.of(y.dtype()), inputs[0], inputs[1], parts);
            Reduction sum = new Reduction.Sum(List.of(0));
            Shape flat = Shape.of(y.size());
            ReductionKernel.of(
                            sum, parts.dtype(), parts.layout(), new TensorType(y.dtype(), flat), Warmth.never(), pool)
                    .run(sum, new Array[] {parts}, new Array[] {
                        y.with(Layout.contiguous(flat).withOffset(y.layout().offset()))
                    });
        }
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private <T> void run(Products<T> products, Array images, Array upstream, Array parts) {
        int bytes = products.dtype().bytes();
        int groups = window.groups();
        long atImages = images.address();
        long atUpstream = upstream.address();
        long atParts = parts.address();
        long channels = images.shape().dim(1) / groups * images.layout().stride(1) * bytes;
        long outputs = grid.rows() * upstream.layout().stride(1) * bytes;
        Window one = Window.convolution(window.axes())
                .over(Window.convolution(window.axes()).stride());
        // A product for each group of each stretch.
        new ProductRun<>(products, grid, depth / stretches, new ProductRun.Job<T>() {
                    @Override
                    public Factor<T> left(long product) {
                        long address = atUpstream + product % groups * outputs;
                        return new Patches<>(products, upstream.layout(), address, one, results, false, true);
                    }

                    @Override
                    public Factor<T> right(long product) {
                        long address = atImages + product % groups * channels;
                        return new Patches<>(products, images.layout(), address, window, results, false, true);
                    }

                    @Override
                    public long from(long product) {
                        return depth * (product / groups) / stretches;
                    }

                    @Override
                    public long to(long product) {
                        return depth * (product / groups + 1) / stretches;
                    }

                    @Override
                    public void store(long product, long row, long column, T tile, int at, int count) {
                        long place = (product * grid.rows() + row) * grid.columns() + column;
                        products.tiles().store(products.dtype(), atParts + place * bytes, 1, tile, at, count);
                    }
                })
                .run();
        Reference.reachabilityFence(parts);
    }
}

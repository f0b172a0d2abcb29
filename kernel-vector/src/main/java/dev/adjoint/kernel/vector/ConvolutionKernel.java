package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.Window;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Convolution;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, and its gradient with respect to the images, as one matrix product for each group: filters times
 * {@link Patches} of all images of the batch side by side.
 *
 * <p>The gradient reads patches of the results' gradient, where a stride leaves zeros between them: no sums from several
 * products meet in one element, at the price of the products with those zeros.
 */
final class ConvolutionKernel implements Kernel {

    private final ProductLoops loops;
    private final Window window;
    private final Layout filters;
    private final TensorType packed;
    private final Kernel packing;
    private final Shape results;
    private final Grid grid;
    private final long depth;
    private final boolean isReverse;

    private ConvolutionKernel(ProductLoops loops, Window window, boolean isReverse, Array weight, Shape results) {
        this.loops = loops;
        this.window = window.over(weight.shape().remove(0, 1));
        this.isReverse = isReverse;
        this.results = results;
        int groups = window.groups();
        this.filters = filters(weight.layout(), groups, isReverse);
        this.packed = new TensorType(weight.dtype(), filters.shape());
        this.packing = new CopyKernel(weight.dtype(), filters, packed);
        long rows = filters.shape().dim(1);
        this.depth = filters.shape().size() / rows / groups;
        this.grid = Grid.of(rows, results.size() / results.dim(1), depth, groups);
        loops.request(weight.dtype());
    }

    /** A kernel for one of the three products, or null if there is nothing to multiply. */
    static @Nullable Kernel of(ProductLoops loops, Convolution op, Array[] inputs, TensorType output) {
        if (op.window().axes() == 0 || inputs[0].size() == 0 || inputs[1].size() == 0) {
            return null;
        }
        return switch (op) {
            case Convolution.Forward(Window window) ->
                new ConvolutionKernel(loops, window, false, inputs[1], output.shape());
            case Convolution.InputGradient(Window window, Shape shape) ->
                new ConvolutionKernel(loops, window, true, inputs[1], shape);
            case Convolution.WeightGradient(Window window, Shape shape) ->
                new FilterGradientKernel(loops, window, shape, inputs[1]);
        };
    }

    /** The filters as {@code [groups, rows, depth..]}: rows are channels of what is computed. */
    static Layout filters(Layout weight, int groups, boolean isReverse) {
        long[] dims = weight.shape().dims();
        long[] strides = weight.strides();
        long each = dims[0] / groups;
        long[] lengths = new long[dims.length + 1];
        long[] steps = new long[dims.length + 1];
        System.arraycopy(dims, 1, lengths, 2, dims.length - 1);
        System.arraycopy(strides, 1, steps, 2, dims.length - 1);
        lengths[0] = groups;
        steps[0] = strides[0] * each;
        lengths[1] = each;
        steps[1] = strides[0];
        Layout split = Layout.of(Shape.of(lengths), steps, 0);
        if (!isReverse) {
            return split;
        }
        int[] axes = new int[lengths.length];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i == 1 ? 2 : i == 2 ? 1 : i;
        }
        return split.permute(axes);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array images = inputs[0];
        Array weight = inputs[1];
        Array matrix = Array.allocate(packed.dtype(), packed.shape());
        packing.run(
                new Movement.Copy(),
                new Array[] {weight.with(filters.withOffset(weight.layout().offset()))},
                new Array[] {matrix});
        run(loops.of(packed.dtype()), images, matrix, inputs.length > 2 ? inputs[2] : null, outputs[0]);
        Reference.reachabilityFence(matrix);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private <T> void run(Products<T> products, Array images, Array matrix, @Nullable Array bias, Array y) {
        int bytes = products.dtype().bytes();
        long atImages = images.address();
        long atMatrix = matrix.address();
        long atY = y.address();
        long channels =
                images.shape().dim(1) / window.groups() * images.layout().stride(1) * bytes;
        long plane = results.size() / results.dim(0) / results.dim(1);
        new ProductRun<>(products, grid, depth, new ProductRun.Job<T>() {
                    @Override
                    public Factor<T> left(long group) {
                        return new Factor.Matrix<>(products, atMatrix + group * grid.rows() * depth * bytes, depth, 1);
                    }

                    @Override
                    public Factor<T> right(long group) {
                        long address = atImages + group * channels;
                        return new Patches<>(products, images.layout(), address, window, results, isReverse, false);
                    }

                    @Override
                    public double start(long group, long row) {
                        if (bias == null) {
                            return 0;
                        }
                        long channel = group * grid.rows() + row;
                        return bias.doubleAt(
                                bias.layout().offset() + channel * bias.layout().stride(0));
                    }

                    @Override
                    public long to(long group) {
                        return depth;
                    }

                    @Override
                    public void store(long group, long row, long column, T tile, int at, int count) {
                        long channel = group * grid.rows() + row;
                        for (int done = 0; done < count; ) {
                            long image = (column + done) / plane;
                            long from = (column + done) % plane;
                            int n = (int) Math.min(plane - from, count - done);
                            long place = (image * results.dim(1) + channel) * plane + from;
                            products.tiles().store(products.dtype(), atY + place * bytes, 1, tile, at + done, n);
                            done += n;
                        }
                    }
                })
                .run();
    }
}

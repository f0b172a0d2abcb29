package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;

/** Products of matrices, or of stacks of them, in any layout: packing makes all of them alike. */
final class MatmulKernel implements Kernel {

    private final ProductLoops loops;
    private final Layout a;
    private final Layout b;
    private final boolean swapped;
    private final Grid grid;

    /** A kernel for factors that are not empty. */
    MatmulKernel(ProductLoops loops, Array a, Array b) {
        this.loops = loops;
        // Panels are wider than high: a narrow product wastes less as its transpose, which has the same bits.
        this.swapped = b.shape().dim(-1) < Math.min(a.shape().dim(-2), ProductLoops.wide(a.dtype()));
        this.a = swapped ? transposed(b.layout()) : a.layout();
        this.b = swapped ? transposed(a.layout()) : b.layout();
        long count = batches(this.a).size();
        this.grid = Grid.of(
                this.a.shape().dim(-2), this.b.shape().dim(-1), this.a.shape().dim(-1), count);
        loops.request(a.dtype());
    }

    private static Layout transposed(Layout layout) {
        int[] axes = new int[layout.shape().rank()];
        for (int i = 0; i < axes.length; i++) {
            axes[i] = i < axes.length - 2 ? i : 2 * axes.length - 3 - i;
        }
        return layout.permute(axes);
    }

    private static Shape batches(Layout layout) {
        return layout.shape().remove(-1, -2);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        run(loops.of(outputs[0].dtype()), inputs[swapped ? 1 : 0], inputs[swapped ? 0 : 1], outputs[0]);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private <T> void run(Products<T> products, Array left, Array right, Array y) {
        long depth = a.shape().dim(-1);
        long down = swapped ? 1 : grid.columns();
        long along = swapped ? grid.rows() : 1;
        long atA = left.address();
        long atB = right.address();
        long atY = y.address();
        DType dtype = y.dtype();
        new ProductRun<>(products, grid, depth, new ProductRun.Job<T>() {
                    @Override
                    public Factor<T> left(long product) {
                        long address = atA + offset(a, product) * dtype.bytes();
                        return new Factor.Matrix<>(products, address, a.stride(-2), a.stride(-1));
                    }

                    @Override
                    public Factor<T> right(long product) {
                        long address = atB + offset(b, product) * dtype.bytes();
                        return new Factor.Matrix<>(products, address, b.stride(-1), b.stride(-2));
                    }

                    @Override
                    public long to(long product) {
                        return depth;
                    }

                    @Override
                    public void store(long product, long row, long column, T tile, int at, int count) {
                        long place = product * grid.rows() * grid.columns() + row * down + column * along;
                        products.tiles().store(dtype, atY + place * dtype.bytes(), along, tile, at, count);
                    }
                })
                .run();
    }

    /** Where a matrix of a stack starts, from the first one. */
    private static long offset(Layout layout, long product) {
        long offset = 0;
        long rest = product;
        for (int axis = layout.shape().rank() - 3; axis >= 0; axis--) {
            offset += rest % layout.shape().dim(axis) * layout.stride(axis);
            rest /= layout.shape().dim(axis);
        }
        return offset;
    }
}

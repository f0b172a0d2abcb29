package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;

/**
 * The batched matrix product: each matrix of the result is cut into tiles, and the tiles of all of them are shared out
 * to the threads. Transposed factors are used where they lie.
 */
final class MatmulKernel implements Kernel {

    /**
     * Each tile packs its rows and its columns anew, so a large product has few tiles: their number grows with the cube
     * root of the operations: two of some 12 µs each where sharing begins to pay.
     */
    private static final double OPERATIONS = 0.5e6;

    private static final int MOST_PARTS = 8;
    private static final long SHORTEST = 32;
    private static final long GRAIN = 16;

    /** How many times wider than high a tile should be. To pack columns of a transposed factor costs more. */
    private static final long WIDE = 4;

    private final Workspaces workspaces;
    private final Operand left;
    private final Operand right;
    private final Packing leftPacking;
    private final Packing rightPacking;
    private final Partition rows;
    private final Partition columns;
    private final Partition units;

    private MatmulKernel(Workspaces workspaces, Operand left, Operand right) {
        this.workspaces = workspaces;
        this.leftPacking = left.packing();
        this.rightPacking = right.packing();
        this.left = left.packed();
        this.right = right.packed();
        double operations = 2.0 * left.count() * left.rows() * left.columns() * right.columns();
        int parts = Integer.highestOneBit((int) Math.clamp(Math.cbrt(operations / OPERATIONS), 1, MOST_PARTS));
        long wide = this.right.isByRows() ? WIDE : 1;
        int down = 1;
        int along = 1;
        while (left.count() * down * along < parts) {
            long height = left.rows() / (2 * down);
            long width = right.columns() / (2 * along);
            if (height >= SHORTEST && (height * wide > width || width < SHORTEST)) {
                down *= 2;
            } else if (width >= SHORTEST) {
                along *= 2;
            } else {
                break;
            }
        }
        this.rows = Partition.of(left.rows(), down, GRAIN);
        this.columns = Partition.of(right.columns(), along, GRAIN);
        this.units = Partition.of(left.count() * rows.parts() * columns.parts(), parts, 1);
    }

    /** A kernel for factors {@code [.., m, k]} and {@code [.., k, n]} whose leading axes are the same. */
    static Kernel of(Workspaces workspaces, Layout left, Layout right) {
        int rank = left.shape().rank();
        Operand first = Operand.of(left);
        Operand second = Operand.of(right);
        if (rank > 2 && second.isShared() && first.rowsOfAll() != null) {
            return new MatmulKernel(workspaces, first.rowsOfAll(), second.single());
        }
        return new MatmulKernel(workspaces, first, second);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        try (Workspace workspace = workspaces.lease()) {
            long leftAddress = leftPacking.packed(Operands.address(inputs[0]), workspace);
            long rightAddress = rightPacking.packed(Operands.address(inputs[1]), workspace);
            long resultAddress = Operands.address(outputs[0]);
            if (units.parts() == 1) {
                part(0, leftAddress, rightAddress, resultAddress);
            } else {
                Workers.each(units.parts(), part -> part(part, leftAddress, rightAddress, resultAddress));
            }
        }
        Operands.stayReachable(inputs, outputs);
    }

    private void part(int part, long leftAddress, long rightAddress, long resultAddress) {
        Dnnl.runOnThisThreadAlone();
        long start = units.start(part);
        long end = Math.min(start + units.each(), units.total());
        for (long unit = start; unit < end; unit++) {
            int column = (int) (unit % columns.parts());
            int row = (int) (unit / columns.parts() % rows.parts());
            long matrix = unit / columns.parts() / rows.parts();
            long to = (matrix * left.rows() + rows.start(row)) * right.columns() + columns.start(column);
            Dnnl.multiply(
                    left.isByRows(),
                    right.isByRows(),
                    rows.isLast(row) ? rows.last() : rows.each(),
                    columns.isLast(column) ? columns.last() : columns.each(),
                    left.columns(),
                    leftAddress + left.bytesTo(matrix, rows.start(row), 0),
                    left.leading(),
                    rightAddress + right.bytesTo(matrix, 0, columns.start(column)),
                    right.leading(),
                    resultAddress + to * Float.BYTES,
                    right.columns());
        }
    }
}

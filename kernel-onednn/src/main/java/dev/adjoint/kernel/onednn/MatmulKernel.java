package dev.adjoint.kernel.onednn;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.kernel.onednn.NativePrimitive.Call;
import dev.adjoint.kernel.onednn.Workspaces.Workspace;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.Layout;

/**
 * The batched matrix product: each matrix of the result is cut into tiles, and the tiles of all of them are shared out
 * to the threads. Transposed operands are used where they lie.
 */
final class MatmulKernel implements Kernel {

    /**
     * What tiles must not fall below, for measured times of all tiles together to stay within a tenth of the best. Each
     * tile packs its columns of the right factor anew: few rows make that felt. A product with few rows is cut by
     * columns alone, which costs nothing down to narrow ones.
     */
    private static final long FEWEST_ROWS = 256;

    private static final long FEWEST_COLUMNS = 64;
    private static final long FEWEST_COLUMNS_OF_MANY_ROWS = 512;
    private static final long GRAIN = 16;

    private final Workspaces workspaces;
    private final Operand left;
    private final Operand right;
    private final Partition rows;
    private final Partition columns;
    private final Partition units;
    private final long resultRow;
    private final Tile[] tiles;

    /** The product of one tile, and the steps that bring its operands into form. */
    private record Tile(NativePrimitive product, Packing left, Packing right) {}

    private MatmulKernel(Workspaces workspaces, Operand left, Operand right) {
        this.workspaces = workspaces;
        this.left = left;
        this.right = right;
        double operations = 2.0 * left.count() * left.rows() * left.columns() * right.columns();
        double bytes =
                4.0 * left.count() * (left.columns() * (left.rows() + right.columns()) + left.rows() * right.columns());
        int parts = Partition.parts(operations, bytes);
        int cuts = (int) Math.ceilDiv(parts, left.count());
        this.rows = Partition.of(left.rows(), cuts(cuts, left.rows() / FEWEST_ROWS), GRAIN);
        long fewest = rows.parts() == 1 ? FEWEST_COLUMNS : FEWEST_COLUMNS_OF_MANY_ROWS;
        this.columns = Partition.of(right.columns(), cuts(cuts / rows.parts(), right.columns() / fewest), GRAIN);
        this.units = Partition.of(left.count() * rows.parts() * columns.parts(), parts, 1);
        this.resultRow = right.columns();
        this.tiles = tiles();
    }

    /** The tile in the middle, at the right edge, at the lower edge and in the corner. */
    private Tile[] tiles() {
        Tile middle = tile(rows.each(), columns.each());
        Tile edge = columns.isEven() ? middle : tile(rows.each(), columns.last());
        Tile lower = rows.isEven() ? middle : tile(rows.last(), columns.each());
        Tile corner = rows.isEven() ? edge : columns.isEven() ? lower : tile(rows.last(), columns.last());
        return new Tile[] {middle, edge, lower, corner};
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

    /** A power of two, so that any small number of threads has equal shares. */
    private static int cuts(int wanted, long possible) {
        return (int) Long.highestOneBit(Math.clamp(wanted, 1, Math.max(1, possible)));
    }

    private Tile tile(long height, long width) {
        long inner = left.columns();
        try (Format source = left.tileFormat(height, inner);
                Format weights = right.tileFormat(inner, width);
                Format result = Format.strided(new long[] {height, width}, new long[] {resultRow, 1})) {
            NativePrimitive product = new NativePrimitive(
                    Dnnl.matmul(source.handle(), weights.handle(), result.handle()),
                    Dnnl.SOURCE,
                    Dnnl.WEIGHTS,
                    Dnnl.RESULT);
            return new Tile(product, left.packing(height, inner), right.packing(inner, width));
        }
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long leftAddress = Operands.address(inputs[0]);
        long rightAddress = Operands.address(inputs[1]);
        long resultAddress = Operands.address(outputs[0]);
        if (units.parts() == 1) {
            part(0, leftAddress, rightAddress, resultAddress);
        } else {
            Workers.each(units.parts(), part -> part(part, leftAddress, rightAddress, resultAddress));
        }
        Operands.stayReachable(inputs, outputs);
    }

    private void part(int part, long leftAddress, long rightAddress, long resultAddress) {
        long start = units.start(part);
        long end = Math.min(start + units.each(), units.total());
        for (long unit = start; unit < end; unit++) {
            int column = (int) (unit % columns.parts());
            int row = (int) (unit / columns.parts() % rows.parts());
            long matrix = unit / columns.parts() / rows.parts();
            Tile tile = tiles[(rows.isLast(row) ? 2 : 0) + (columns.isLast(column) ? 1 : 0)];
            long fromLeft = leftAddress + left.bytesTo(matrix, rows.start(row), 0);
            long fromRight = rightAddress + right.bytesTo(matrix, 0, columns.start(column));
            long to = (matrix * left.rows() + rows.start(row)) * resultRow + columns.start(column);
            try (Workspace workspace = workspaces.lease();
                    Call call = tile.product.call()) {
                call.set(0, tile.left.packed(fromLeft, workspace));
                call.set(1, tile.right.packed(fromRight, workspace));
                call.set(2, resultAddress + to * Float.BYTES);
                call.run(workspace);
            }
        }
    }
}

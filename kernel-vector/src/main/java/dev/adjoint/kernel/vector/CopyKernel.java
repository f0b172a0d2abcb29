package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Expr;
import dev.adjoint.expr.Program;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import java.util.List;

/** The same elements in row-major order, of the same type or another: tile by tile, with the loads of any layout. */
final class CopyKernel implements Kernel {

    private static final Program SAME = Program.of(List.of(Expr.input(0)));
    /** What reading an element out of order costs, roughly. */
    private static final double NANOSECONDS = 0.8;

    private final DType dtype;
    private final TileProgram program;
    private final Tiles<?> loops;
    private final TilePlan plan;
    private final Scratch.Pool pool = new Scratch.Pool();

    /**
     * @param dtype the type of the elements that are read
     * @param layout where they stand, in the shape of the result
     * @param output the type of the result
     */
    CopyKernel(DType dtype, Layout layout, TensorType output) {
        this.dtype = output.dtype();
        this.program = TileProgram.of(SAME, 1, false);
        this.loops = Tiles.of(dtype);
        this.plan = TilePlan.of(new DType[] {dtype}, new Layout[] {layout}, new DType[] {output.dtype()}, new Layout[] {
            Layout.contiguous(output.shape())
        });
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        run(inputs[0].address(), outputs[0].address());
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** Copies from one address to another. */
    void run(long from, long to) {
        Access access = plan.inputs().getFirst();
        Transposition transposition = access.dtype() == dtype ? Transposition.of(access, plan.size()) : null;
        if (transposition != null) {
            transposition.run(from, to);
        } else {
            tiles(new long[] {from}, new long[] {to});
        }
    }

    private void tiles(long[] in, long[] out) {
        TileRun run = new PlainTileRun<>(loops, program, plan, in, out, new double[0], pool);
        Parts.each(plan.tiles(), plan.size() * NANOSECONDS, run::tiles);
    }
}

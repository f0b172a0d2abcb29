package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Access.Kind;
import dev.adjoint.kernel.vector.TileProgram.Step;
import dev.adjoint.shape.DType;

/**
 * One run of a program by plain loops: each tile is read into arrays, computed, and written back.
 *
 * @param loops the loops of the type that is computed in
 * @param program what to compute
 * @param plan how the operands are met
 * @param inputs the addresses of the inputs
 * @param outputs the addresses of the results
 * @param numbers the constants and parameters
 * @param pool lends the arrays
 * @param <T> the type of a tile
 */
record PlainTileRun<T>(
        Tiles<T> loops,
        TileProgram program,
        TilePlan plan,
        long[] inputs,
        long[] outputs,
        double[] numbers,
        Scratch.Pool pool)
        implements TileRun {

    @Override
    public void tiles(long first, long last) {
        int length = (int) Math.min(plan.tile(), plan.size());
        Scratch bench = pool.borrow();
        T[] slots = loops.lent(bench, program.slots(), length);
        for (int k = 0; k < numbers.length; k++) {
            loops.fill(slots[program.number(k)], numbers[k]);
        }
        for (int i = 0; i < inputs.length; i++) {
            Access access = plan.inputs().get(i);
            if (access.kind() == Kind.SCALAR || access.kind() == Kind.PERIODIC) {
                loops.load(access, inputs[i], 0, length, slots[program.input(i)], bench.conversion);
            }
        }
        for (long t = first; t < last; t++) {
            long from = t * plan.tile();
            int n = (int) Math.min(plan.tile(), plan.size() - from);
            for (int i = 0; i < inputs.length; i++) {
                read(i, from, n, slots[program.input(i)], bench.conversion);
            }
            for (Step step : program.steps()) {
                loops.run(step, slots, n);
            }
            for (int k = 0; k < outputs.length; k++) {
                write(k, from, n, slots[k], bench.conversion);
            }
        }
        pool.giveBack(bench);
    }

    private void read(int i, long from, int n, T tile, Conversion conversion) {
        Access access = plan.inputs().get(i);
        switch (access.kind()) {
            case LINEAR -> {
                DType dtype = access.dtype();
                loops.read(dtype, inputs[i] + from * dtype.bytes(), tile, 0, n, conversion);
            }
            case STRIDED -> loops.load(access, inputs[i], from, n, tile, conversion);
            case SCALAR, PERIODIC -> {}
        }
    }

    private void write(int k, long from, int n, T tile, Conversion conversion) {
        Access access = plan.outputs().get(k);
        if (access.kind() == Kind.LINEAR) {
            DType dtype = access.dtype();
            loops.write(dtype, outputs[k] + from * dtype.bytes(), tile, 0, n, conversion);
        } else {
            loops.store(access, outputs[k], from, n, tile, conversion);
        }
    }
}

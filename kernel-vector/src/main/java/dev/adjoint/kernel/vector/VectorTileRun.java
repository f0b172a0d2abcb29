package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Access.Kind;
import dev.adjoint.shape.DType;
import java.lang.ref.Reference;

/**
 * One run of a program by vector loops: what lies element after element is read and written where it is, the
 * rest passes through tiles of scratch memory.
 *
 * @param dtype the type that is computed in
 * @param plain brings elements to tiles and back
 * @param program what to compute
 * @param loops its loops
 * @param plan how the operands are met
 * @param inputs the addresses of the inputs
 * @param outputs the addresses of the results
 * @param numbers the constants and parameters
 * @param inPlace for each result, whether it may be written before all inputs of a tile have been read
 * @param pool lends the scratch memory
 * @param <T> the type of a tile on the heap
 */
record VectorTileRun<T>(
        DType dtype,
        Tiles<T> plain,
        TileProgram program,
        TileLoops loops,
        TilePlan plan,
        long[] inputs,
        long[] outputs,
        double[] numbers,
        boolean[] inPlace,
        Scratch.Pool pool)
        implements TileRun {

    @Override
    public void tiles(long first, long last) {
        Scratch scratch = pool.borrow(program.slots(), (long) plan.tile() * dtype.bytes());
        Part part = new Part(scratch);
        part.prepare();
        for (long t = first; t < last; t++) {
            long from = t * plan.tile();
            int n = (int) Math.min(plan.tile(), plan.size() - from);
            part.gather(from, n);
            part.compute(n);
            part.scatter(from, n);
        }
        Reference.reachabilityFence(scratch);
        pool.giveBack(scratch);
    }

    /** The state of one thread. */
    private final class Part {
        private final long[] own;
        private final long[] at;
        private final long[] operands = new long[Math.max(5, program.slots())];
        private final Scratch scratch;

        Part(Scratch scratch) {
            this.scratch = scratch;
            own = scratch.own;
            at = scratch.at;
        }

        /** Fills what is the same for all tiles. */
        void prepare() {
            for (int k = 0; k < numbers.length; k++) {
                if (loops.isWhole()) {
                    at[program.number(k)] = Double.doubleToRawLongBits(numbers[k]);
                } else {
                    T tile = staging();
                    plain.fill(tile, numbers[k]);
                    put(tile, program.number(k), most());
                }
            }
            for (int i = 0; i < inputs.length; i++) {
                Access access = plan.inputs().get(i);
                if (access.kind() == Kind.SCALAR) {
                    T tile = staging();
                    plain.load(access.dtype(), inputs[i], 0, tile, 0, most());
                    put(tile, program.input(i), most());
                } else if (access.kind() == Kind.PERIODIC) {
                    stage(i, 0, most());
                }
            }
        }

        private int most() {
            return (int) Math.min(plan.tile(), plan.size());
        }

        /** Copies a tile from the heap to that of a slot. */
        private void put(T tile, int slot, int n) {
            plain.store(dtype, own[slot], 1, tile, 0, n);
        }

        /** Where elements pass that are not met one after the other, or not in the type of the loops. */
        private T staging() {
            return plain.lent(scratch, 1, plan.tile())[0];
        }

        private void stage(int i, long from, int n) {
            T tile = staging();
            Access access = plan.inputs().get(i);
            if (access.kind() == Kind.LINEAR) {
                DType stored = access.dtype();
                plain.read(stored, inputs[i] + from * stored.bytes(), tile, 0, n, scratch.conversion);
            } else {
                plain.load(access, inputs[i], from, n, tile, scratch.conversion);
            }
            put(tile, program.input(i), n);
        }

        /** Sets where each operand is met in a tile, and brings there what is not met in place. */
        void gather(long from, int n) {
            for (int i = 0; i < inputs.length; i++) {
                Access access = plan.inputs().get(i);
                if (access.kind() == Kind.LINEAR && isDirect(access)) {
                    at[program.input(i)] = inputs[i] + from * dtype.bytes();
                } else if (access.kind() == Kind.LINEAR || access.kind() == Kind.STRIDED) {
                    stage(i, from, n);
                }
            }
            for (int k = 0; k < outputs.length; k++) {
                if (isDirect(k)) {
                    at[k] = outputs[k] + from * dtype.bytes();
                }
            }
        }

        void compute(int n) {
            // By index: an iterator for each tile would be garbage.
            for (int c = 0; c < loops.calls().size(); c++) {
                TileLoops.Call call = loops.calls().get(c);
                for (int k = 0; k < call.slots().length; k++) {
                    operands[k] = at[call.slots()[k]];
                }
                call.loop().run(operands, n);
            }
        }

        void scatter(long from, int n) {
            for (int k = 0; k < outputs.length; k++) {
                if (!isDirect(k)) {
                    T tile = staging();
                    plain.load(dtype, own[k], 1, tile, 0, n);
                    plain.store(plan.outputs().get(k), outputs[k], from, n, tile, scratch.conversion);
                }
            }
        }

        private boolean isDirect(int k) {
            return inPlace[k]
                    && plan.outputs().get(k).kind() == Kind.LINEAR
                    && isDirect(plan.outputs().get(k));
        }

        private boolean isDirect(Access access) {
            return access.dtype() == dtype;
        }
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.kernel.vector.Access.Kind;
import dev.adjoint.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/**
 * One run of a program by vector loops in float: what lies element after element is read and written where it is, the
 * rest passes through tiles of scratch memory.
 *
 * @param program what to compute
 * @param loops its loops
 * @param plan how the operands are met
 * @param inputs the addresses of the inputs
 * @param outputs the addresses of the results
 * @param numbers the constants and parameters
 * @param inPlace for each result, whether it may be written before all inputs of a tile have been read
 * @param pool lends the scratch memory
 */
record VectorTileRun(
        TileProgram program,
        TileLoops loops,
        TilePlan plan,
        long[] inputs,
        long[] outputs,
        double[] numbers,
        boolean[] inPlace,
        Scratch.Pool pool)
        implements TileRun {

    private static final int BYTES = Float.BYTES;
    private static final FloatTiles PLAIN = new FloatTiles();

    @Override
    public void tiles(long first, long last) {
        Scratch scratch = pool.borrow(program.slots(), (long) plan.tile() * BYTES);
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
                    repeat(program.number(k), (float) numbers[k]);
                }
            }
            for (int i = 0; i < inputs.length; i++) {
                Access access = plan.inputs().get(i);
                if (access.kind() == Kind.SCALAR) {
                    float[] one = new float[1];
                    PLAIN.load(access.dtype(), inputs[i], 1, one, 0, 1);
                    repeat(program.input(i), one[0]);
                } else if (access.kind() == Kind.PERIODIC) {
                    stage(i, 0, most());
                }
            }
        }

        private int most() {
            return (int) Math.min(plan.tile(), plan.size());
        }

        private void repeat(int slot, float value) {
            int n = most();
            for (int j = 0; j < n; j++) {
                Memory.ALL.set(Memory.FLOAT, own[slot] + (long) j * BYTES, value);
            }
        }

        /** Where elements pass that are not met one after the other, or not as floats. */
        private float[] staging() {
            return scratch.tiles(1, plan.tile())[0];
        }

        private void stage(int i, long from, int n) {
            float[] tile = staging();
            Access access = plan.inputs().get(i);
            if (access.kind() == Kind.LINEAR) {
                DType dtype = access.dtype();
                PLAIN.load(dtype, inputs[i] + from * dtype.bytes(), 1, tile, 0, n);
            } else {
                PLAIN.load(access, inputs[i], from, n, tile);
            }
            MemorySegment.copy(tile, 0, Memory.ALL, Memory.FLOAT, own[program.input(i)], n);
        }

        /** Sets where each operand is met in a tile, and brings there what is not met in place. */
        void gather(long from, int n) {
            for (int i = 0; i < inputs.length; i++) {
                Access access = plan.inputs().get(i);
                if (access.kind() == Kind.LINEAR && isFloat(access)) {
                    at[program.input(i)] = inputs[i] + from * BYTES;
                } else if (access.kind() == Kind.LINEAR || access.kind() == Kind.STRIDED) {
                    stage(i, from, n);
                }
            }
            for (int k = 0; k < outputs.length; k++) {
                if (isDirect(k)) {
                    at[k] = outputs[k] + from * BYTES;
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
                    MemorySegment.copy(Memory.ALL, Memory.FLOAT, own[k], staging(), 0, n);
                    PLAIN.store(plan.outputs().get(k), outputs[k], from, n, staging());
                }
            }
        }

        private boolean isDirect(int k) {
            return inPlace[k]
                    && plan.outputs().get(k).kind() == Kind.LINEAR
                    && isFloat(plan.outputs().get(k));
        }

        private boolean isFloat(Access access) {
            return access.dtype() == DType.FLOAT32;
        }
    }
}

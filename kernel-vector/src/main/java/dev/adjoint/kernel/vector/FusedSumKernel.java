package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.FusedSum;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.x86.Processor;
import dev.adjoint.memory.Array;
import dev.adjoint.op.PointwiseOp;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A sum of what a pointwise program makes, by a loop in machine code that adds up what it would have written. It is cut into
 * chunks and tiles as the same sum by {@link ReductionKernel} is, so the bits are those.
 */
final class FusedSumKernel implements Kernel {

    private final MachineLine line;
    private final Rows rows;
    private final int parameters;
    private final int chunks;
    private final double nanoseconds;

    private FusedSumKernel(MachineLine line, Rows rows, TileProgram program, int chunks) {
        this.line = line;
        this.rows = rows;
        this.parameters = program.parameters();
        this.chunks = chunks;
        this.nanoseconds = rows.length() * program.nanoseconds();
    }

    /** The kernel for floats that follow each other in all inputs, or are one number; null if there is none. */
    static @Nullable Kernel of(FusedSum op, Array[] inputs, Warmth warmth) {
        Processor processor = warmth.processor();
        Layout layout = Stream.of(inputs)
                .map(Array::layout)
                .filter(Layout::isDense)
                .findFirst()
                .orElse(null);
        if (processor == null || layout == null || Stream.of(inputs).anyMatch(x -> x.dtype() != DType.FLOAT32)) {
            return null;
        }
        TileProgram program = TileProgram.of(op.values().function().program(), inputs.length, true);
        TilePlan met = TilePlan.of(
                TilePlan.types(inputs), TilePlan.layouts(inputs), new DType[] {DType.FLOAT32}, new Layout[] {layout});
        Rows rows = Rows.of(met, DType.FLOAT32);
        if (rows == null || rows.count() != 1 || (program.ops() & (TileOp.REFERENCE.bit() | TileOp.leaving())) != 0) {
            return null;
        }
        MachineLine line = MachineLine.sum(processor, program, rows.repeated());
        ReductionPlan plan = ReductionPlan.of(
                layout, IntStream.range(0, layout.shape().rank()).boxed().toList());
        return line == null ? null : new FusedSumKernel(line, rows, program, plan.chunks());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        double[] sums = new double[chunks];
        Parts.each(chunks, nanoseconds, (first, last) -> {
            for (long chunk = first; chunk < last; chunk++) {
                sums[(int) chunk] = sum(((FusedSum) op).values(), inputs, chunk);
            }
        });
        double sum = sums[0];
        for (int chunk = 1; chunk < chunks; chunk++) {
            sum += sums[chunk];
        }
        outputs[0].setDouble(outputs[0].layout().offset(), sum);
        Reference.reachabilityFence(inputs);
    }

    private double sum(PointwiseOp values, Array[] inputs, long chunk) {
        long begin = rows.length() * chunk / chunks;
        long end = rows.length() * (chunk + 1) / chunks;
        long[] at = new long[line.room()];
        for (int i = 0; i < inputs.length; i++) {
            at[i] = inputs[i].address() + (rows.isRepeated(i) ? 0 : begin * Float.BYTES);
        }
        for (int k = 0; k < parameters; k++) {
            at[inputs.length + k] = Double.doubleToRawLongBits(values.parameter(k));
        }
        double sum = 0;
        for (long from = begin; from < end; from += ReductionPlan.TILE) {
            int count = (int) Math.min(ReductionPlan.TILE, end - from);
            line.run(at, count);
            sum += line.sum(at, 0, count);
            for (int i = 0; i < inputs.length; i++) {
                at[i] += rows.isRepeated(i) ? 0 : (long) count * Float.BYTES;
            }
        }
        return sum;
    }
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.GroupNorm;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Group normalisation of floats, a group at a time: read again while it is near, written once. */
final class GroupNormKernel implements Kernel {

    private static final double NANOSECONDS = 0.5;

    private final ChannelGroups groups;
    private final LineProgram result;

    private GroupNormKernel(ChannelGroups groups, VectorLoops loops) {
        this.groups = groups;
        this.result = new LineProgram(
                groups.length,
                1,
                loops,
                input(0).minus(parameter(0)).times(parameter(1)).plus(parameter(2)));
    }

    /** A kernel for floats; null for others. */
    static @Nullable GroupNormKernel of(GroupNorm op, Array[] inputs, VectorLoops loops) {
        ChannelGroups groups = ChannelGroups.of(op.groups(), op.epsilon(), inputs[0], inputs, loops);
        return groups == null ? null : new GroupNormKernel(groups, loops);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array x = ChannelGroups.rowMajor(inputs[0]);
        Array weight = ChannelGroups.rowMajor(inputs[1]);
        Array bias = ChannelGroups.rowMajor(inputs[2]);
        long from = x.address();
        long to = outputs[0].address();
        long w = weight.address();
        long b = bias.address();
        double nanoseconds = groups.cost(NANOSECONDS);
        VectorLoop loop = result.loop(nanoseconds);
        Parts.each(groups.count, nanoseconds, (first, last) -> {
            ChannelGroups.Moments moments = groups.moments();
            long[] at = new long[5];
            for (long group = first; group < last; group++) {
                long offset = group * groups.bytes();
                // The result is scratch memory until it is written.
                moments.of(from + offset, to + offset);
                at[2] = LineProgram.bits(moments.mean);
                for (int c = 0; c < groups.channels; c++) {
                    long channel = (long) (groups.firstChannel(group) + c) * Float.BYTES;
                    double factor = Memory.ALL.get(Memory.FLOAT, w + channel) * moments.scale;
                    at[0] = to + offset + c * groups.lineBytes();
                    at[1] = from + offset + c * groups.lineBytes();
                    at[3] = LineProgram.bits((float) factor);
                    at[4] = LineProgram.bits(
                            (float) (Memory.ALL.get(Memory.FLOAT, b + channel) - moments.rest * factor));
                    result.run(loop, at);
                }
            }
        });
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(weight);
        Reference.reachabilityFence(bias);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

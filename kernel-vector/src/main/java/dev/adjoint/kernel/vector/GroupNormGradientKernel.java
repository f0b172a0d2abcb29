package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.Primitive;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.GroupNorm;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The three gradients of group normalisation, a group at a time: two sums for each channel say all there is to know of the
 * rest. Those of weight and bias are added up over the examples at the end.
 */
final class GroupNormGradientKernel implements Kernel {

    private static final double NANOSECONDS = 1;

    private final ChannelGroups groups;
    private final LineSums sums;
    private final LineProgram result;

    private GroupNormGradientKernel(ChannelGroups groups, VectorLoops loops) {
        this.groups = groups;
        Expr centred = input(1).minus(parameter(0));
        this.sums = new LineSums(groups.length, 2, 1, loops, input(0), input(0).times(centred));
        this.result = new LineProgram(
                groups.length,
                2,
                loops,
                input(0).times(parameter(1)).minus(centred.times(parameter(2))).minus(parameter(3)));
    }

    /** A kernel for floats; null for others. */
    static @Nullable GroupNormGradientKernel of(GroupNorm.Gradient op, Array[] inputs, VectorLoops loops) {
        ChannelGroups groups = ChannelGroups.of(op.groups(), op.epsilon(), inputs[1], inputs, loops);
        return groups == null ? null : new GroupNormGradientKernel(groups, loops);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array dy = ChannelGroups.rowMajor(inputs[0]);
        Array x = ChannelGroups.rowMajor(inputs[1]);
        Array weight = ChannelGroups.rowMajor(inputs[2]);
        double nanoseconds = groups.cost(NANOSECONDS);
        VectorLoop loop = result.loop(nanoseconds);
        double[] dw = new double[Math.toIntExact(groups.count * groups.channels)];
        double[] db = new double[dw.length];
        Parts.each(
                groups.count,
                nanoseconds,
                (first, last) -> new Part(dy, x, weight, outputs[0], dw, db, loop).run(first, last));
        write(dw, outputs[1]);
        write(db, outputs[2]);
        Reference.reachabilityFence(dy);
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(weight);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** Adds up what each example has for each channel. */
    private static void write(double[] each, Array to) {
        int channels = (int) to.size();
        double[] sums = new double[channels];
        for (int i = 0; i < each.length; i++) {
            sums[i % channels] += each[i];
        }
        ChannelLines.write(sums, to);
    }

    /** Some of the groups. */
    private final class Part {
        private final long dy;
        private final long x;
        private final long weight;
        private final long dx;
        private final double[] dw;
        private final double[] db;
        private final @Nullable VectorLoop loop;

        private Part(Array dy, Array x, Array weight, Array dx, double[] dw, double[] db, @Nullable VectorLoop loop) {
            this.dy = dy.address();
            this.x = x.address();
            this.weight = weight.address();
            this.dx = dx.address();
            this.dw = dw;
            this.db = db;
            this.loop = loop;
        }

        private double weight(long group, int c) {
            return Memory.ALL.get(Memory.FLOAT, weight + (long) (groups.firstChannel(group) + c) * Float.BYTES);
        }

        private void run(long first, long last) {
            ChannelGroups.Moments moments = groups.moments();
            LineSums.Run slopes = sums.run(groups.cost(NANOSECONDS));
            for (long group = first; group < last; group++) {
                long offset = group * groups.bytes();
                // The result is scratch memory until it is written.
                moments.of(x + offset, dx + offset);
                double total = 0;
                double projected = 0;
                for (int c = 0; c < groups.channels; c++) {
                    long line = offset + c * groups.lineBytes();
                    double[] both = slopes.of(dx + line, dy + line, x + line, LineProgram.bits(moments.mean));
                    int channel = Math.toIntExact(group * groups.channels + c);
                    db[channel] = both[0];
                    dw[channel] = (both[1] - moments.rest * both[0]) * moments.scale;
                    total += weight(group, c) * db[channel];
                    projected += weight(group, c) * dw[channel];
                }
                finish(group, moments, total, projected);
            }
        }

        private void finish(long group, ChannelGroups.Moments moments, double total, double projected) {
            double count = (double) groups.channels * groups.length;
            double slope = projected / count * moments.scale * moments.scale;
            double level = total / count * moments.scale - slope * moments.rest;
            long[] at = new long[7];
            at[3] = LineProgram.bits(moments.mean);
            at[5] = LineProgram.bits((float) slope);
            at[6] = LineProgram.bits((float) level);
            for (int c = 0; c < groups.channels; c++) {
                long line = group * groups.bytes() + c * groups.lineBytes();
                at[0] = dx + line;
                at[1] = dy + line;
                at[2] = x + line;
                at[4] = LineProgram.bits((float) (weight(group, c) * moments.scale));
                result.run(loop, at);
            }
        }
    }
}

package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.expr.Expr;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.kernel.Workers;
import dev.adjoint.memory.Array;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * The three gradients of batch normalisation: a pass for the sums of each channel, of which each part of the lines has its
 * own, and one for the gradient of the elements.
 */
final class BatchNormGradientKernel implements Kernel {

    private static final double NANOSECONDS = 0.5;

    private final ChannelLines lines;
    private final @Nullable CopyKernel upstreamCopy;
    private final @Nullable CopyKernel copy;
    private final double epsilon;
    private final LineProgram sums;
    private final LineProgram result;

    private BatchNormGradientKernel(BatchNorm.Gradient op, ChannelLines lines, Array[] inputs, VectorLoops loops) {
        this.lines = lines;
        this.upstreamCopy = ChannelLines.copy(inputs[0].layout());
        this.copy = ChannelLines.copy(inputs[1].layout());
        this.epsilon = op.epsilon();
        Expr centred = input(1).minus(input(2));
        this.sums =
                new LineProgram(lines.row(), 5, loops, input(3).plus(input(0).times(centred)), input(4).plus(input(0)));
        this.result = new LineProgram(
                lines.row(), 6, loops, input(3).times(input(0)).minus(input(4)).minus(input(5).times(centred)));
    }

    /** A kernel for floats; null for others. */
    static @Nullable BatchNormGradientKernel of(BatchNorm.Gradient op, Array[] inputs, VectorLoops loops) {
        ChannelLines lines = ChannelLines.areFloats(inputs) ? ChannelLines.of(inputs[1]) : null;
        return lines == null ? null : new BatchNormGradientKernel(op, lines, inputs, loops);
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return output == 0 ? ChannelLines.layout(type.shape()) : Layout.contiguous(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array dy = ChannelLines.lines(inputs[0], upstreamCopy);
        Array x = ChannelLines.lines(inputs[1], copy);
        double nanoseconds = NANOSECONDS * lines.floats();
        int parts = Parts.count(lines.rows(), nanoseconds);
        Array numbers = Array.allocate(DType.FLOAT32, Shape.of(4 + 2 * parts, lines.row()));
        long m = numbers.address();
        lines.repeat(lines.read(inputs[3]), m);
        double[] dw = new double[lines.channels()];
        double[] db = new double[lines.channels()];
        sum(parts, dy.address(), x.address(), m, nanoseconds, dw, db);
        finish(inputs, outputs, dy.address(), x.address(), m, nanoseconds, dw, db);
        Reference.reachabilityFence(dy);
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(numbers);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    /** The sums of {@code dy * (x - mean)} and {@code dy}; memory for the parts' own sums follows the fourth row. */
    private void sum(int parts, long dy, long x, long m, double nanoseconds, double[] projected, double[] total) {
        long bytes = lines.rowBytes();
        double[][] each = new double[2 * parts][];
        VectorLoop loop = sums.loop(nanoseconds);
        Workers.each(parts, part -> {
            long p = m + (4 + 2 * part) * bytes;
            long t = p + bytes;
            ChannelLines.clear(p, 2 * bytes);
            long[] at = {p, t, 0, 0, m, p, t};
            for (long row = lines.rows() * part / parts; row < lines.rows() * (part + 1) / parts; row++) {
                at[2] = dy + row * bytes;
                at[3] = x + row * bytes;
                sums.runFirst(lines.floats(row), loop, at);
            }
            each[2 * part] = lines.sums(p);
            each[2 * part + 1] = lines.sums(t);
        });
        for (int part = 0; part < parts; part++) {
            for (int i = 0; i < total.length; i++) {
                projected[i] += each[2 * part][i];
                total[i] += each[2 * part + 1][i];
            }
        }
    }

    private void finish(
            Array[] inputs,
            Array[] outputs,
            long dy,
            long x,
            long m,
            double nanoseconds,
            double[] projected,
            double[] total) {
        double[] factor = lines.read(inputs[2]);
        double[] variance = lines.read(inputs[4]);
        double[] level = new double[factor.length];
        double[] slope = new double[factor.length];
        double[] dw = new double[factor.length];
        for (int i = 0; i < factor.length; i++) {
            double scale = 1 / Math.sqrt(variance[i] + epsilon);
            dw[i] = projected[i] * scale;
            factor[i] *= scale;
            level[i] = factor[i] * total[i] / lines.count();
            slope[i] = factor[i] * scale * dw[i] / lines.count();
        }
        ChannelLines.write(dw, outputs[1]);
        ChannelLines.write(total, outputs[2]);
        long bytes = lines.rowBytes();
        long f = m + bytes;
        long l = f + bytes;
        long s = l + bytes;
        lines.repeat(factor, f);
        lines.repeat(level, l);
        lines.repeat(slope, s);
        long dx = outputs[0].address();
        VectorLoop loop = result.loop(nanoseconds);
        Parts.each(lines.rows(), nanoseconds, (first, last) -> {
            long[] at = {0, 0, 0, m, f, l, s};
            for (long row = first; row < last; row++) {
                at[0] = dx + row * bytes;
                at[1] = dy + row * bytes;
                at[2] = x + row * bytes;
                result.runFirst(lines.floats(row), loop, at);
            }
        });
    }
}

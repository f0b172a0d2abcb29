package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;

import dev.adjoint.Primitive;
import dev.adjoint.TensorType;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.BatchNorm;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/** Batch normalisation of floats, in memory with the channels last, as convolutions have them; others are copied so. */
final class BatchNormKernel implements Kernel {

    private static final double NANOSECONDS = 0.5;

    private final ChannelLines lines;
    private final @Nullable CopyKernel copy;
    private final double epsilon;
    private final ChannelMoments moments;
    private final LineProgram result;

    private BatchNormKernel(BatchNorm op, ChannelLines lines, Array x, VectorLoops loops) {
        this.lines = lines;
        this.copy = ChannelLines.copy(x.layout());
        this.epsilon = op.epsilon();
        this.moments = new ChannelMoments(lines, loops);
        this.result = new LineProgram(
                lines.row(), 4, loops, input(0).minus(input(1)).times(input(2)).plus(input(3)));
    }

    /** A kernel for floats; null for others. */
    static @Nullable BatchNormKernel of(BatchNorm op, Array[] inputs, VectorLoops loops) {
        ChannelLines lines = ChannelLines.areFloats(inputs) ? ChannelLines.of(inputs[0]) : null;
        return lines == null ? null : new BatchNormKernel(op, lines, inputs[0], loops);
    }

    @Override
    public Layout layout(int output, TensorType type) {
        return output == 0 ? ChannelLines.layout(type.shape()) : Layout.contiguous(type.shape());
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        Array x = ChannelLines.lines(inputs[0], copy);
        double[] mean = new double[lines.channels()];
        double[] variance = new double[lines.channels()];
        moments.run(x.address(), mean, variance);
        double[] scale = lines.read(inputs[1]);
        double[] bias = lines.read(inputs[2]);
        for (int i = 0; i < scale.length; i++) {
            scale[i] /= Math.sqrt(variance[i] + epsilon);
            // What the mean loses as a float.
            bias[i] += ((float) mean[i] - mean[i]) * scale[i];
        }
        Array numbers = Array.allocate(DType.FLOAT32, Shape.of(3, lines.row()));
        long m = numbers.address();
        long s = m + lines.rowBytes();
        long b = s + lines.rowBytes();
        lines.repeat(mean, m);
        lines.repeat(scale, s);
        lines.repeat(bias, b);
        ChannelLines.write(mean, outputs[1]);
        ChannelLines.write(variance, outputs[2]);
        long from = x.address();
        long to = outputs[0].address();
        double nanoseconds = NANOSECONDS * lines.floats();
        VectorLoop loop = result.loop(nanoseconds);
        Parts.each(lines.rows(), nanoseconds, (first, last) -> {
            long[] at = {0, 0, m, s, b};
            for (long row = first; row < last; row++) {
                at[0] = to + row * lines.rowBytes();
                at[1] = from + row * lines.rowBytes();
                result.runFirst(lines.floats(row), loop, at);
            }
        });
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(numbers);
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }
}

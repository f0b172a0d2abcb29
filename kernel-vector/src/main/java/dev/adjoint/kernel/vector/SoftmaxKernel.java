package dev.adjoint.kernel.vector;

import dev.adjoint.Primitive;
import dev.adjoint.kernel.Kernel;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Normalisation;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/** Softmax and log-softmax along any axis, a line at a time: read once, held in an array, written once. */
final class SoftmaxKernel implements Kernel {

    private static final double NANOSECONDS = 6;
    private static final DoubleFold SUM = new DoubleFold(Fold.Kind.SUM);
    private static final FloatTiles FLOATS = new FloatTiles();
    private static final DoubleTiles DOUBLES = new DoubleTiles();

    private final boolean log;
    private final DType dtype;
    private final int length;
    private final long in;
    private final long out;
    private final Walk lines;

    SoftmaxKernel(Normalisation op, Array x) {
        Layout from = x.layout();
        Layout to = Layout.contiguous(x.shape());
        int axis = x.shape().axis(op.axis());
        this.log = op instanceof Normalisation.LogSoftmax;
        this.dtype = x.dtype();
        this.length = Math.toIntExact(x.shape().dim(axis));
        this.in = from.stride(axis);
        this.out = to.stride(axis);
        List<Walk.Axis> axes = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            if (i != axis) {
                axes.add(new Walk.Axis(x.shape().dim(i), from.stride(i), to.stride(i), false));
            }
        }
        this.lines = new Walk(axes);
    }

    @Override
    public void run(Primitive op, Array[] inputs, Array[] outputs) {
        long x = inputs[0].address();
        long y = outputs[0].address();
        long count = lines.size();
        Parts.each(count, NANOSECONDS * count * length, (first, last) -> {
            if (dtype == DType.FLOAT32) {
                floats(x, y, first, last);
            } else {
                doubles(x, y, first, last);
            }
        });
        Reference.reachabilityFence(inputs);
        Reference.reachabilityFence(outputs);
    }

    private void floats(long x, long y, long first, long last) {
        float[] line = new float[length];
        double[] powers = new double[length];
        for (long k = first; k < last; k++) {
            FLOATS.load(dtype, x + lines.in(k) * Float.BYTES, in, line, 0, length);
            float greatest = Float.NEGATIVE_INFINITY;
            for (float element : line) {
                greatest = Math.max(greatest, element);
            }
            for (int i = 0; i < length; i++) {
                line[i] -= greatest;
                powers[i] = FloatMath.exp(line[i]);
            }
            double[] sum = {0};
            SUM.line(sum, 0, powers, 0, length);
            float shift = (float) Math.log(sum[0]);
            double scale = 1 / sum[0];
            for (int i = 0; i < length; i++) {
                line[i] = log ? line[i] - shift : (float) (powers[i] * scale);
            }
            FLOATS.store(dtype, y + lines.out(k) * Float.BYTES, out, line, 0, length);
        }
    }

    private void doubles(long x, long y, long first, long last) {
        double[] line = new double[length];
        double[] powers = new double[length];
        for (long k = first; k < last; k++) {
            DOUBLES.load(dtype, x + lines.in(k) * Double.BYTES, in, line, 0, length);
            double greatest = Double.NEGATIVE_INFINITY;
            for (double element : line) {
                greatest = Math.max(greatest, element);
            }
            for (int i = 0; i < length; i++) {
                line[i] -= greatest;
                powers[i] = Math.exp(line[i]);
            }
            double[] sum = {0};
            SUM.line(sum, 0, powers, 0, length);
            double shift = Math.log(sum[0]);
            for (int i = 0; i < length; i++) {
                line[i] = log ? line[i] - shift : powers[i] / sum[0];
            }
            DOUBLES.store(dtype, y + lines.out(k) * Double.BYTES, out, line, 0, length);
        }
    }
}

package dev.adjoint.kernel.vector;

import dev.adjoint.TensorType;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.DType;
import dev.adjoint.shape.Layout;
import dev.adjoint.shape.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Floats {@code [n, c, ..]} in memory with the channels last: one line of channels for each position. Short lines are
 * taken several abreast, as rows of up to {@link #ROW} floats.
 *
 * @param count how many lines
 * @param channels the length of a line
 * @param abreast the lines of a row
 */
record ChannelLines(long count, int channels, int abreast) {

    private static final int ROW = 1_024;
    private static final Movement.Contiguous CONTIGUOUS = new Movement.Contiguous();

    /** The lines of an array; null if it has no elements, or lines that are too long. */
    static @Nullable ChannelLines of(Array x) {
        long channels = x.shape().dim(1);
        if (x.size() == 0 || channels > VectorLoop.LONGEST) {
            return null;
        }
        long count = x.size() / channels;
        return new ChannelLines(count, (int) channels, (int) Math.clamp(ROW / channels, 1, count));
    }

    static boolean areFloats(Array[] arrays) {
        return Arrays.stream(arrays).allMatch(array -> array.dtype() == DType.FLOAT32);
    }

    /** The layout of a dense array with the channels last. */
    static Layout layout(Shape shape) {
        long[] strides = new long[shape.rank()];
        strides[1] = 1;
        long stride = shape.dim(1);
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (axis != 1) {
                strides[axis] = stride;
                stride *= shape.dim(axis);
            }
        }
        return Layout.of(shape, strides, 0);
    }

    private static Layout channelsLast(Layout layout) {
        int[] axes = IntStream.range(0, layout.shape().rank())
                .map(i -> i == 0 ? 0 : i == layout.shape().rank() - 1 ? 1 : i + 1)
                .toArray();
        return layout.permute(axes);
    }

    /** What brings arrays of a layout into lines; null if they are. */
    static @Nullable CopyKernel copy(Layout layout) {
        Layout last = channelsLast(layout);
        return last.isContiguous()
                ? null
                : new CopyKernel(DType.FLOAT32, last, new TensorType(DType.FLOAT32, last.shape()));
    }

    /** An array in lines, by a copy if need be. */
    static Array lines(Array x, @Nullable CopyKernel copy) {
        if (copy == null) {
            return x;
        }
        Array[] lines = {Array.allocate(DType.FLOAT32, channelsLast(x.layout()).shape())};
        copy.run(CONTIGUOUS, new Array[] {x}, lines);
        return lines[0];
    }

    long rows() {
        return (count + abreast - 1) / abreast;
    }

    int row() {
        return abreast * channels;
    }

    long rowBytes() {
        return (long) row() * Float.BYTES;
    }

    /** The floats of a row: the last one may be shorter. */
    int floats(long row) {
        return (int) Math.min(abreast, count - row * abreast) * channels;
    }

    /** How many lines some rows have. */
    long lines(long first, long last) {
        return Math.min(last * abreast, count) - first * abreast;
    }

    double floats() {
        return (double) count * channels;
    }

    static void clear(long address, long bytes) {
        Memory.ALL.asSlice(address, bytes).fill((byte) 0);
    }

    /** The sums for each channel of a row. */
    double[] sums(long row) {
        double[] sums = new double[channels];
        for (int from = 0; from < row(); from += channels) {
            for (int i = 0; i < channels; i++) {
                sums[i] += Memory.ALL.get(Memory.FLOAT, row + (long) (from + i) * Float.BYTES);
            }
        }
        return sums;
    }

    /** A row of the same line again and again. */
    void repeat(double[] numbers, long row) {
        for (int from = 0; from < row(); from += channels) {
            for (int i = 0; i < channels; i++) {
                Memory.ALL.set(Memory.FLOAT, row + (long) (from + i) * Float.BYTES, (float) numbers[i]);
            }
        }
    }

    /** Numbers for each channel. */
    double[] read(Array numbers) {
        double[] read = new double[channels];
        for (int i = 0; i < channels; i++) {
            read[i] = numbers.doubleAt(
                    numbers.layout().offset() + i * numbers.layout().stride(0));
        }
        return read;
    }

    static void write(double[] numbers, Array to) {
        for (int i = 0; i < numbers.length; i++) {
            to.setDouble(to.layout().offset() + i * to.layout().stride(0), numbers[i]);
        }
    }
}

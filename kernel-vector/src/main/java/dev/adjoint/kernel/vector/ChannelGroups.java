package dev.adjoint.kernel.vector;

import static dev.adjoint.expr.Expr.input;
import static dev.adjoint.expr.Expr.parameter;

import dev.adjoint.TensorType;
import dev.adjoint.expr.Expr;
import dev.adjoint.memory.Array;
import dev.adjoint.op.Movement;
import dev.adjoint.shape.DType;
import org.jspecify.annotations.Nullable;

/**
 * Row-major floats {@code [n, c, ..]} as groups of neighbouring channels, each channel a line of floats; and the moments of
 * a group.
 */
final class ChannelGroups {

    /** Shorter lines are not worth a loop each. */
    private static final long SHORTEST = 8;

    private static final Movement.Contiguous CONTIGUOUS = new Movement.Contiguous();

    /** How many groups an example has. */
    final int perExample;
    /** How many groups there are. */
    final long count;
    /** The channels of a group. */
    final int channels;
    /** The elements of a channel. */
    final int length;

    private final double epsilon;
    private final LineSums sum;
    private final LineSums distances;

    private ChannelGroups(Array x, int groups, int length, double epsilon, VectorLoops loops) {
        this.perExample = groups;
        this.count = x.shape().dim(0) * groups;
        this.channels = (int) (x.shape().dim(1) / groups);
        this.length = length;
        this.epsilon = epsilon;
        Expr distance = input(0).minus(parameter(0));
        this.sum = new LineSums(channels * length, 1, 0, loops, input(0));
        this.distances = new LineSums(channels * length, 1, 1, loops, distance, distance.times(distance));
    }

    /** The groups of an array; null if it or others are not floats, or lines are too short or too long. */
    static @Nullable ChannelGroups of(int groups, double epsilon, Array x, Array[] all, VectorLoops loops) {
        long channels = x.shape().dim(0) * x.shape().dim(1);
        long length = x.size() == 0 ? 0 : x.size() / channels;
        boolean suits = length >= SHORTEST
                && x.shape().dim(1) / groups * length <= VectorLoop.LONGEST
                && ChannelLines.areFloats(all);
        return suits ? new ChannelGroups(x, groups, (int) length, epsilon, loops) : null;
    }

    /** An array in row-major order, by a copy if need be. */
    static Array rowMajor(Array x) {
        if (x.layout().isContiguous()) {
            return x;
        }
        Array[] copy = {Array.allocate(DType.FLOAT32, x.shape())};
        new CopyKernel(DType.FLOAT32, x.layout(), new TensorType(DType.FLOAT32, x.shape()))
                .run(CONTIGUOUS, new Array[] {x}, copy);
        return copy[0];
    }

    /** The bytes of a channel. */
    long lineBytes() {
        return (long) length * Float.BYTES;
    }

    /** The bytes of a group. */
    long bytes() {
        return channels * lineBytes();
    }

    /** The first channel of a group. */
    int firstChannel(long group) {
        return (int) (group % perExample) * channels;
    }

    /** What all elements take, by some nanoseconds for each. */
    double cost(double nanoseconds) {
        return nanoseconds * count * channels * length;
    }

    /** The moments of groups, one after the other. */
    final class Moments {
        private final LineSums.Run sums = sum.run(cost(1));
        private final LineSums.Run spread = distances.run(cost(1));

        /** The mean of the last group, a float. */
        float mean;
        /** What a float leaves of it. */
        double rest;
        /** One over the deviation. */
        double scale;

        private Moments() {}

        /**
         * Takes a group: its mean, then the distances from that, while it is near.
         *
         * @param x where the group is
         * @param scratch where the group may be written
         */
        void of(long x, long scratch) {
            double elements = (double) channels * length;
            float near = (float) (sums.of(scratch, x)[0] / elements);
            double[] from = spread.of(scratch, x, LineProgram.bits(near));
            mean = near;
            rest = from[0] / elements;
            scale = 1 / Math.sqrt(Math.max(0, from[1] / elements - rest * rest) + epsilon);
        }
    }

    /** Begins a stretch of groups. */
    Moments moments() {
        return new Moments();
    }
}

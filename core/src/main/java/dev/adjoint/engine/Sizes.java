package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Images of other spatial lengths, axis by axis. */
final class Sizes {

    private Sizes() {}

    static Tensor nearest(Tensor images, long... lengths) {
        require("resizeNearest", images, lengths);
        Tensor y = images;
        // The last axis first: elements are chosen one by one there, and whole lines along the others.
        for (int axis = images.rank() - 1; axis >= 2; axis--) {
            long from = images.dim(axis);
            long to = lengths[axis - 2];
            y = y.take(axis, index(to, i -> i * from / to));
        }
        return y;
    }

    static Tensor linear(Tensor images, boolean alignCorners, long... lengths) {
        require("resizeLinear", images, lengths);
        if (!images.dtype().isFloating()) {
            throw new DTypeException("resizeLinear: needs floating elements, not " + images.dtype()
                    + ". Cast first: x.cast(DType.FLOAT32).");
        }
        Tensor y = images;
        for (int axis = images.rank() - 1; axis >= 2; axis--) {
            long from = images.dim(axis);
            double[] places = places(alignCorners, from, lengths[axis - 2]);
            Tensor before = index(places.length, i -> (long) places[(int) i]);
            Tensor after = index(places.length, i -> Math.min((long) places[(int) i] + 1, from - 1));
            long[] column = new long[images.rank()];
            Arrays.fill(column, 1);
            column[axis] = places.length;
            double[] shares = Arrays.stream(places)
                    .map(place -> place - Math.floor(place))
                    .toArray();
            Tensor share = Tensor.of(shares, column).cast(images.dtype());
            y = y.take(axis, before)
                    .mul(share.neg().add(1))
                    .add(y.take(axis, after).mul(share));
        }
        return y;
    }

    /** Where each new element stands among the old ones. */
    private static double[] places(boolean alignCorners, long from, long to) {
        double[] places = new double[Math.toIntExact(to)];
        for (int i = 0; i < places.length; i++) {
            places[i] = alignCorners
                    ? to == 1 ? 0 : (double) i * (from - 1) / (to - 1)
                    : Math.max(0, (i + 0.5) * from / to - 0.5);
        }
        return places;
    }

    private static Tensor index(long count, LongUnaryOperator place) {
        long[] index = new long[Math.toIntExact(count)];
        Arrays.setAll(index, place::applyAsLong);
        return Tensor.of(index);
    }

    static Tensor shuffle(Tensor images, int factor) {
        long square = (long) factor * factor;
        if (images.rank() != 4 || factor < 1 || images.dim(1) % square != 0) {
            throw new ShapeException("pixelShuffle: " + images.shape() + " by " + factor
                    + ". Give images [n, c r r, h, w], whose channels are a multiple of " + square + ".");
        }
        long n = images.dim(0);
        long c = images.dim(1) / square;
        long h = images.dim(2);
        long w = images.dim(3);
        return images.reshape(n, c, factor, factor, h, w)
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(n, c, h * factor, w * factor);
    }

    static Tensor unshuffle(Tensor images, int factor) {
        if (images.rank() != 4 || factor < 1 || images.dim(2) % factor != 0 || images.dim(3) % factor != 0) {
            throw new ShapeException("pixelUnshuffle: " + images.shape() + " by " + factor
                    + ". Give images [n, c, h r, w r], whose height and width are multiples of " + factor + ".");
        }
        long n = images.dim(0);
        long c = images.dim(1);
        long h = images.dim(2) / factor;
        long w = images.dim(3) / factor;
        return images.reshape(n, c, h, factor, w, factor)
                .permute(0, 1, 3, 5, 2, 4)
                .reshape(n, c * factor * factor, h, w);
    }

    /** Refuses images that cannot come to these spatial lengths. */
    static void require(String op, Tensor images, long... lengths) {
        boolean fits = Given.of(op, "the array of lengths", lengths).length > 0 && images.rank() == lengths.length + 2;
        for (int i = 0; fits && i < lengths.length; i++) {
            fits = lengths[i] > 0 && images.dim(i + 2) > 0;
        }
        if (!fits) {
            throw new ShapeException(
                    MethodName.of(op) + ": " + images.shape() + " to spatial lengths " + Arrays.toString(lengths)
                            + ". Give one length of at least 1 for each axis after [n, c], of images that are not empty.");
        }
    }

    /** Other spatial lengths after the batch and the channels of a shape. */
    static Shape with(Shape images, long... lengths) {
        long[] dims = Arrays.copyOf(images.dims(), lengths.length + 2);
        System.arraycopy(lengths, 0, dims, 2, lengths.length);
        return Shape.of(dims);
    }
}

package dev.adjoint.kernel.onednn;

import dev.adjoint.Window;
import dev.adjoint.shape.Shape;

/**
 * The shapes of a pooling and of its gradient, channels last in memory as with convolutions.
 *
 * @param images {@code [n, c, h, w]}
 * @param results {@code [n, c, h', w']}
 * @param window kernel, stride and padding
 */
record PoolingShape(Shape images, Shape results, Window window) {

    /** The library notes the place of a maximum in its window in a byte. */
    private static final long MOST_TAPS = 255;

    /** Whether the library has quick code for this, and a place in the plane tells the tap in the window. */
    boolean isSupported() {
        return window.kernel().size() <= MOST_TAPS
                && window.dilation().size() == 1
                && window.kernel().dim(1) <= images.dim(3);
    }

    /** How the batch is cut. */
    Partition partition() {
        double operations = (double) results.size() * window.kernel().size();
        double bytes = 4.0 * (images.size() + 2 * results.size());
        return Partition.of(images.dim(0), Partition.parts(operations, bytes), 1);
    }

    /** The pooling of some of the images, as a native description. */
    long forward(int algorithm, long count) {
        try (Format source = imageFormat(count);
                Format result = resultFormat(count)) {
            return Dnnl.pooling(algorithm, source.handle(), result.handle(), Geometry.of(window, images, results));
        }
    }

    /** The gradient of the pooling of some of the images, as a native description. */
    long backward(int algorithm, long count) {
        long forward = forward(algorithm, count);
        try (Format source = imageFormat(count);
                Format result = resultFormat(count)) {
            return Dnnl.poolingBackward(
                    algorithm, source.handle(), result.handle(), Geometry.of(window, images, results), forward);
        } finally {
            Dnnl.destroyPrimitiveDescription(forward);
        }
    }

    /** Elements in one image. */
    long imageSize() {
        return images.size() / images.dim(0);
    }

    /** Elements in one result. */
    long resultSize() {
        return results.size() / results.dim(0);
    }

    private Format imageFormat(long count) {
        return Format.channelsLast(images.with(0, count).dims());
    }

    private Format resultFormat(long count) {
        return Format.channelsLast(results.with(0, count).dims());
    }
}

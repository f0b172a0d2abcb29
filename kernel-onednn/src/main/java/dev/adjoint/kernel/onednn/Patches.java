package dev.adjoint.kernel.onednn;

import static dev.adjoint.kernel.onednn.Operands.MEMORY;

import java.lang.foreign.MemorySegment;

/**
 * What a window sees of an image with the channels last, position by position: rows {@code [kernel height, kernel width,
 * channels]}, with zeros where the window stands over the edge.
 */
record Patches(
        long channels,
        long height,
        long width,
        long kernelHeight,
        long kernelWidth,
        long strideDown,
        long strideAcross,
        long paddingAbove,
        long paddingLeft,
        long resultHeight,
        long resultWidth) {

    static Patches of(ConvolutionShape shape) {
        Geometry geometry = shape.geometry();
        return new Patches(
                shape.images().dim(1),
                shape.images().dim(2),
                shape.images().dim(3),
                geometry.kernel()[0],
                geometry.kernel()[1],
                geometry.strides()[0],
                geometry.strides()[1],
                geometry.padding()[0],
                geometry.padding()[1],
                shape.results().dim(2),
                shape.results().dim(3));
    }

    /** The elements of one patch. */
    long size() {
        return kernelHeight * kernelWidth * channels;
    }

    /** Whether the patches are the pixels. */
    boolean arePixels() {
        return resultHeight == height && resultWidth == width && size() == channels;
    }

    /** Writes the patches of one image. */
    void write(long image, long target) {
        long to = target;
        for (long y = 0; y < resultHeight; y++) {
            for (long x = 0; x < resultWidth; x++) {
                for (long tap = 0; tap < kernelHeight; tap++) {
                    line(image, y * strideDown - paddingAbove + tap, x * strideAcross - paddingLeft, to);
                    to += kernelWidth * channels * Float.BYTES;
                }
            }
        }
    }

    /** One line of a patch: pixels that follow each other, as far as they are in the image. */
    private void line(long image, long y, long x, long target) {
        long pixel = channels * Float.BYTES;
        boolean inside = y >= 0 && y < height;
        long first = inside ? Math.clamp(-x, 0, kernelWidth) : kernelWidth;
        long end = inside ? Math.clamp(width - x, first, kernelWidth) : kernelWidth;
        MEMORY.asSlice(target, first * pixel).fill((byte) 0);
        MemorySegment.copy(
                MEMORY, image + (y * width + x + first) * pixel, MEMORY, target + first * pixel, (end - first) * pixel);
        MEMORY.asSlice(target + end * pixel, (kernelWidth - end) * pixel).fill((byte) 0);
    }
}

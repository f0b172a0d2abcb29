package dev.adjoint.kernel.vector;

/**
 * How a pooling's window moves along one axis.
 *
 * @param length the elements of the axis
 * @param positions how many
 * @param kernel the taps of the window
 * @param stride from one position to the next
 * @param padding elements before the first one that the first position covers
 * @param dilation from one tap to the next
 */
record PoolAxis(long length, long positions, long kernel, long stride, long padding, long dilation) {

    /** The element that a tap meets at a position, which may lie outside. */
    long element(long position, long tap) {
        return position * stride - padding + tap * dilation;
    }

    boolean holds(long element) {
        return element >= 0 && element < length;
    }

    /** The first position whose element of a tap does not lie before the axis. */
    int from(long tap) {
        return (int) Math.clamp(Math.ceilDiv(padding - tap * dilation, stride), 0, positions);
    }

    /** The position after the last whose element of a tap does not lie behind it. */
    int to(long tap) {
        return (int) Math.clamp(Math.ceilDiv(length + padding - tap * dilation, stride), from(tap), positions);
    }
}

package dev.adjoint;

import org.jspecify.annotations.Nullable;

/** Products that contract axes: matrices, convolutions; and the pooling that goes with them. */
public interface TensorProducts {

    /**
     * The matrix product {@code [.., m, k] x [.., k, n] -> [.., m, n]}; batch axes broadcast strictly. A vector on
     * the left is a row, on the right a column, and its axis is gone from the result.
     *
     * @param right the right factor, of the same floating type
     * @return the product
     * @throws dev.adjoint.shape.ShapeException if the inner lengths differ
     */
    Tensor matmul(Tensor right);

    /**
     * Two-dimensional convolution (cross-correlation) {@code [n, c, h, w] x [o, c / groups, kh, kw] -> [n, o, h', w']}
     * with {@code h' = (h + 2 padding - dilation (kh - 1) - 1) / stride + 1}.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups
     * @return the filtered images
     */
    Tensor conv2d(Tensor weight, @Nullable Tensor bias, Window window);

    /**
     * The greatest element under a moving window, {@code [n, c, h, w] -> [n, c, h', w']}; padding never wins. The
     * gradient goes to the first greatest element of each window.
     *
     * @param window kernel, stride, padding and dilation
     * @return the maxima
     */
    Tensor maxPool2d(Window window);

    /**
     * The mean under a moving window, {@code [n, c, h, w] -> [n, c, h', w']}; padding counts as zeros.
     *
     * @param window kernel, stride and padding
     * @return the means
     */
    Tensor avgPool2d(Window window);
}

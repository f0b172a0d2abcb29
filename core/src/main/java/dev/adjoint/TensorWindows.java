package dev.adjoint;

import org.jspecify.annotations.Nullable;

/**
 * What is computed over images {@code [n, c, ..]} with one, two or three spatial axes: convolutions and poolings, whose
 * {@link Window} moves over them, and changes of their size.
 */
public interface TensorWindows {

    /**
     * One-dimensional convolution {@code [n, c, w] x [o, c / groups, kw] -> [n, o, w']}; see {@link #conv2d}.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups, such as {@code Window.convolution(1)}
     * @return the filtered signals
     */
    Tensor conv1d(Tensor weight, @Nullable Tensor bias, Window window);

    /**
     * Two-dimensional convolution (cross-correlation) {@code [n, c, h, w] x [o, c / groups, kh, kw] -> [n, o, h', w']}
     * with {@code h' = (h + 2 padding - dilation (kh - 1) - 1) / stride + 1}.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups, such as {@code Window.convolution(2)}
     * @return the filtered images
     */
    Tensor conv2d(Tensor weight, @Nullable Tensor bias, Window window);

    /**
     * Three-dimensional convolution {@code [n, c, d, h, w] x [o, c / groups, kd, kh, kw] -> [n, o, d', h', w']}; see
     * {@link #conv2d}.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups, such as {@code Window.convolution(3)}
     * @return the filtered volumes
     */
    Tensor conv3d(Tensor weight, @Nullable Tensor bias, Window window);

    /**
     * One-dimensional transposed convolution {@code [n, c, w] x [c, o / groups, kw] -> [n, o, w']}; see
     * {@link #convTranspose2d}.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups of the convolution that is transposed
     * @param outputPadding elements more at the end of each axis, less than the stride; none if left out
     * @return the signals
     */
    Tensor convTranspose1d(Tensor weight, @Nullable Tensor bias, Window window, long... outputPadding);

    /**
     * Two-dimensional transposed convolution {@code [n, c, h, w] x [c, o / groups, kh, kw] -> [n, o, h', w']} with
     * {@code h' = (h - 1) stride - 2 padding + dilation (kh - 1) + 1 + outputPadding}: the transpose of the linear map
     * that {@link #conv2d} is with the same filters and window, and so the gradient of its images.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups of the convolution that is transposed
     * @param outputPadding elements more at the end of each axis, less than the stride; none if left out
     * @return the images
     */
    Tensor convTranspose2d(Tensor weight, @Nullable Tensor bias, Window window, long... outputPadding);

    /**
     * Three-dimensional transposed convolution {@code [n, c, d, h, w] x [c, o / groups, kd, kh, kw] -> [n, o, d', h',
     * w']}; see {@link #convTranspose2d}.
     *
     * @param weight the filters
     * @param bias one number for each output channel, {@code [o]}, or null
     * @param window stride, padding, dilation and groups of the convolution that is transposed
     * @param outputPadding elements more at the end of each axis, less than the stride; none if left out
     * @return the volumes
     */
    Tensor convTranspose3d(Tensor weight, @Nullable Tensor bias, Window window, long... outputPadding);

    /**
     * The greatest element under a moving window, {@code [n, c, w] -> [n, c, w']}; see {@link #maxPool2d}.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(2)}
     * @return the maxima
     */
    Tensor maxPool1d(Window window);

    /**
     * The greatest element under a moving window, {@code [n, c, h, w] -> [n, c, h', w']}; padding never wins. The
     * gradient goes to the first greatest element of each window.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(2, 2)}
     * @return the maxima
     */
    Tensor maxPool2d(Window window);

    /**
     * The greatest element under a moving window, {@code [n, c, d, h, w] -> [n, c, d', h', w']}; see
     * {@link #maxPool2d}.
     *
     * @param window kernel, stride, padding and dilation, such as {@code Window.of(2, 2, 2)}
     * @return the maxima
     */
    Tensor maxPool3d(Window window);

    /**
     * The greatest element under a moving window over any number of axes, and where in its plane it stands: the first
     * place at a tie.
     *
     * @param window kernel, stride, padding and dilation
     * @return the maxima and their places
     */
    Maxima maxPoolWithPlaces(Window window);

    /**
     * Puts each element where a maximum stood, on zeros, adding up where windows overlapped: what undoes
     * {@link #maxPoolWithPlaces} as far as that can be.
     *
     * @param places the row-major index of each element in its plane, of this shape
     * @param lengths the spatial lengths of the result
     * @return a tensor {@code [n, c, lengths..]}
     */
    Tensor maxUnpool(Tensor places, long... lengths);

    /**
     * The mean under a moving window, {@code [n, c, w] -> [n, c, w']}; padding counts as zeros.
     *
     * @param window kernel, stride and padding, such as {@code Window.of(2)}
     * @return the means
     */
    Tensor avgPool1d(Window window);

    /**
     * The mean under a moving window, {@code [n, c, h, w] -> [n, c, h', w']}; padding counts as zeros.
     *
     * @param window kernel, stride and padding, such as {@code Window.of(2, 2)}
     * @return the means
     */
    Tensor avgPool2d(Window window);

    /**
     * The mean under a moving window, {@code [n, c, d, h, w] -> [n, c, d', h', w']}; padding counts as zeros.
     *
     * @param window kernel, stride and padding, such as {@code Window.of(2, 2, 2)}
     * @return the means
     */
    Tensor avgPool3d(Window window);

    /**
     * The mean under a moving window over any number of axes. What a window covers beyond the padding, as the last one
     * may with {@link Window#ceil(boolean)}, is not counted in either case.
     *
     * @param window kernel, stride, padding and dilation
     * @param includePadding whether padding counts as zeros; if not, the mean is over what lies in the image
     * @return the means
     */
    Tensor avgPool(Window window, boolean includePadding);

    /**
     * The mean over bins that part each axis as evenly as whole elements allow: bin {@code i} of {@code m} over a
     * length {@code l} goes from {@code floor(i l / m)} to {@code ceil((i + 1) l / m)}, so neighbours may share an
     * element.
     *
     * @param lengths the spatial lengths of the result
     * @return a tensor {@code [n, c, lengths..]}
     */
    Tensor adaptiveAvgPool(long... lengths);

    /**
     * The greatest element of each bin; see {@link #adaptiveAvgPool}. The gradient goes to the first greatest element.
     *
     * @param lengths the spatial lengths of the result
     * @return a tensor {@code [n, c, lengths..]}
     */
    Tensor adaptiveMaxPool(long... lengths);

    /**
     * The mean over all spatial axes.
     *
     * @return a tensor {@code [n, c]}
     */
    Tensor globalAvgPool();

    /**
     * What lies under each position of a window, as columns: {@code [n, c, ..] -> [n, c taps, positions]}, zeros in the
     * padding. A convolution is a matrix product with these (im2col).
     *
     * @param window kernel, stride, padding and dilation
     * @return a copy of each element for each window that sees it
     */
    Tensor unfold(Window window);

    /**
     * Adds columns up where they were taken from: the transpose of {@link #unfold} (col2im).
     *
     * @param window kernel, stride, padding and dilation
     * @param lengths the spatial lengths of the result
     * @return a tensor {@code [n, c, lengths..]}
     */
    Tensor fold(Window window, long... lengths);

    /**
     * Images of another size, each element that of the nearest place before: index {@code floor(i l / m)} for a length
     * from {@code l} to {@code m}.
     *
     * @param lengths the spatial lengths of the result
     * @return a tensor {@code [n, c, lengths..]}
     */
    Tensor resizeNearest(long... lengths);

    /**
     * Images of another size, linear between the two nearest elements along each axis: bilinear for two axes.
     *
     * @param alignCorners whether the first and last elements stay where they are; if not, elements stand for areas, and
     *     the images' borders stay
     * @param lengths the spatial lengths of the result
     * @return a tensor {@code [n, c, lengths..]}
     */
    Tensor resizeLinear(boolean alignCorners, long... lengths);

    /**
     * Channels become pixels: {@code [n, c r r, h, w] -> [n, c, h r, w r]}, each {@code r r} channels a square.
     *
     * @param factor the side {@code r} of the squares
     * @return a larger image of fewer channels
     */
    Tensor pixelShuffle(int factor);

    /**
     * Pixels become channels: {@code [n, c, h r, w r] -> [n, c r r, h, w]}, what undoes {@link #pixelShuffle}.
     *
     * @param factor the side {@code r} of the squares
     * @return a smaller image of more channels
     */
    Tensor pixelUnshuffle(int factor);
}

package dev.adjoint;

/**
 * The greatest elements under the positions of a window, and where they stood.
 *
 * @param values the elements, {@code [n, c, ..]}
 * @param places the row-major index of each in its plane, an int32 tensor of the same shape
 */
public record Maxima(Tensor values, Tensor places) {}

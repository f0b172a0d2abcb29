package dev.adjoint;

/**
 * The functions of analysis, of each floating element: roots, exponentials, logarithms, angles, and those around the
 * error and the gamma function. Integers are refused: cast first.
 *
 * <p>Outside its domain a function is NaN. Formulas are in {@code x}, this tensor's element, and {@code y}, the other's.
 */
public interface TensorFunctions {

    /**
     * The square root.
     *
     * @return a tensor of this shape
     */
    Tensor sqrt();

    /**
     * The exponential {@code e ^ x}.
     *
     * @return a tensor of this shape
     */
    Tensor exp();

    /**
     * The exponential less one, {@code e ^ x - 1}, exact near 0.
     *
     * @return a tensor of this shape
     */
    Tensor expm1();

    /**
     * The natural logarithm.
     *
     * @return a tensor of this shape
     */
    Tensor log();

    /**
     * The logarithm {@code log(1 + x)}, exact near 0.
     *
     * @return a tensor of this shape
     */
    Tensor log1p();

    /**
     * The sine of an angle in radians.
     *
     * @return a tensor of this shape
     */
    Tensor sin();

    /**
     * The cosine of an angle in radians.
     *
     * @return a tensor of this shape
     */
    Tensor cos();

    /**
     * The tangent of an angle in radians.
     *
     * @return a tensor of this shape
     */
    Tensor tan();

    /**
     * The hyperbolic tangent.
     *
     * @return a tensor of this shape
     */
    Tensor tanh();

    /**
     * The error function.
     *
     * @return a tensor of this shape
     */
    Tensor erf();

    /**
     * The reciprocal of the square root, {@code 1 / sqrt(x)}.
     *
     * @return a tensor of this shape
     */
    Tensor rsqrt();

    /**
     * The cube root, of the sign of {@code x}; its derivative at 0 is infinite.
     *
     * @return a tensor of this shape
     */
    Tensor cbrt();

    /**
     * The power {@code 2 ^ x}.
     *
     * @return a tensor of this shape
     */
    Tensor exp2();

    /**
     * The logarithm to the base 2, exact for powers of two.
     *
     * @return a tensor of this shape
     */
    Tensor log2();

    /**
     * The logarithm to the base 10, exact for powers of ten.
     *
     * @return a tensor of this shape
     */
    Tensor log10();

    /**
     * The length of the vector {@code (x, y)}, {@code sqrt(x * x + y * y)}, without overflow or underflow on the way;
     * both derivatives at the origin are 0.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor hypot(Tensor other);

    /**
     * The logarithm of a sum of exponentials, {@code log(e ^ x + e ^ y)}, without overflow.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor logAddExp(Tensor other);

    /**
     * The product {@code x * log(y)}, and 0 where {@code x} is 0 and {@code y} is 0, negative or infinite; the
     * derivatives are 0 there.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor xlogy(Tensor other);

    /**
     * The logarithm of the odds, {@code log(x / (1 - x))}: the inverse of the sigmoid, exact near 1/2 and near 0.
     *
     * @return a tensor of this shape
     */
    Tensor logit();

    /**
     * The inverse sine, in radians from -pi/2 to pi/2; NaN outside [-1, 1].
     *
     * @return a tensor of this shape
     */
    Tensor asin();

    /**
     * The inverse cosine, in radians from 0 to pi; NaN outside [-1, 1].
     *
     * @return a tensor of this shape
     */
    Tensor acos();

    /**
     * The inverse tangent, in radians from -pi/2 to pi/2.
     *
     * @return a tensor of this shape
     */
    Tensor atan();

    /**
     * The angle of the point with ordinate {@code x} and abscissa {@code y}, in radians from -pi to pi. Both
     * derivatives at the origin are 0.
     *
     * @param other the abscissa, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor atan2(Tensor other);

    /**
     * The hyperbolic sine.
     *
     * @return a tensor of this shape
     */
    Tensor sinh();

    /**
     * The hyperbolic cosine.
     *
     * @return a tensor of this shape
     */
    Tensor cosh();

    /**
     * The inverse hyperbolic sine.
     *
     * @return a tensor of this shape
     */
    Tensor asinh();

    /**
     * The inverse hyperbolic cosine; NaN below 1.
     *
     * @return a tensor of this shape
     */
    Tensor acosh();

    /**
     * The inverse hyperbolic tangent; infinite at -1 and 1, NaN beyond.
     *
     * @return a tensor of this shape
     */
    Tensor atanh();

    /**
     * The normalised cardinal sine {@code sin(pi x) / (pi x)}, 1 at 0. Around 0 it is its Taylor series, since the
     * quotient's derivatives cancel there.
     *
     * @return a tensor of this shape
     */
    Tensor sinc();

    /**
     * The complement of the error function, {@code 1 - erf(x)}, exact in the far tail.
     *
     * @return a tensor of this shape
     */
    Tensor erfc();

    /**
     * The logarithm of the absolute value of the gamma function.
     *
     * @return a tensor of this shape
     */
    Tensor lgamma();

    /**
     * The logarithmic derivative of the gamma function.
     *
     * @return a tensor of this shape
     */
    Tensor digamma();

    /**
     * The derivative of digamma of a given order.
     *
     * @param order how often digamma is derived, at least 0 (which is digamma itself)
     * @return a tensor of this shape
     */
    Tensor polygamma(int order);
}

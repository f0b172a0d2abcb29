package dev.adjoint;

import dev.adjoint.shape.DType;

/**
 * Functions of each element: arithmetic, powers, exponentials, activations, comparisons, logic.
 *
 * <p>Formulas are in {@code x}, this tensor's element, and {@code y}, the other's. What is not defined on integers
 * refuses them: cast first. Where a function has a kink, the subgradient is stated; elsewhere none has one.
 */
public interface TensorArithmetic {

    /**
     * The sum {@code x + y}.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor add(Tensor other);

    /**
     * The sum {@code x + y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor add(double other);

    /**
     * The difference {@code x - y}.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor sub(Tensor other);

    /**
     * The difference {@code x - y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor sub(double other);

    /**
     * The product {@code x * y}, element by element.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor mul(Tensor other);

    /**
     * The product {@code x * y}, element by element.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor mul(double other);

    /**
     * The quotient {@code x / y}, of floating elements.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor div(Tensor other);

    /**
     * The quotient {@code x / y}, of floating elements.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor div(double other);

    /**
     * The remainder {@code x - y * floor(x / y)}: its sign is that of {@code y}.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor rem(Tensor other);

    /**
     * The remainder {@code x - y * floor(x / y)}: its sign is that of {@code y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor rem(double other);

    /**
     * The power {@code x ^ y}, of floating elements.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor pow(Tensor other);

    /**
     * The power {@code x ^ y}, of floating elements.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor pow(double other);

    /**
     * The lesser of {@code x} and {@code y}; NaN if either is. At a tie each gets half of the gradient.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor minimum(Tensor other);

    /**
     * The lesser of {@code x} and {@code y}; NaN if either is. At a tie each gets half of the gradient.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor minimum(double other);

    /**
     * The greater of {@code x} and {@code y}; NaN if either is. At a tie each gets half of the gradient.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor maximum(Tensor other);

    /**
     * The greater of {@code x} and {@code y}; NaN if either is. At a tie each gets half of the gradient.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor maximum(double other);

    /**
     * The negation {@code -x}.
     *
     * @return a tensor of this shape
     */
    Tensor neg();

    /**
     * The absolute value {@code |x|}; its derivative at 0 is 0.
     *
     * @return a tensor of this shape
     */
    Tensor abs();

    /**
     * The sign, -1, 0 or 1; its derivative is 0 everywhere.
     *
     * @return a tensor of this shape
     */
    Tensor sign();

    /**
     * The square {@code x * x}.
     *
     * @return a tensor of this shape
     */
    Tensor square();

    /**
     * The square root.
     *
     * @return a tensor of this shape
     */
    Tensor sqrt();

    /**
     * The reciprocal {@code 1 / x}.
     *
     * @return a tensor of this shape
     */
    Tensor reciprocal();

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
     * The logistic function {@code 1 / (1 + e ^ -x)}, without overflow.
     *
     * @return a tensor of this shape
     */
    Tensor sigmoid();

    /**
     * The softplus {@code log(1 + e ^ x)}, without overflow.
     *
     * @return a tensor of this shape
     */
    Tensor softplus();

    /**
     * The rectifier {@code max(x, 0)}; its derivative at 0 is 0.
     *
     * @return a tensor of this shape
     */
    Tensor relu();

    /**
     * The Gaussian error linear unit {@code x * (1 + erf(x / sqrt 2)) / 2}, after Hendrycks and Gimpel (2016).
     *
     * @return a tensor of this shape
     */
    Tensor gelu();

    /**
     * The sigmoid linear unit {@code x * sigmoid(x)}.
     *
     * @return a tensor of this shape
     */
    Tensor silu();

    /**
     * The greatest integer not above {@code x}; its derivative is 0.
     *
     * @return a tensor of this shape
     */
    Tensor floor();

    /**
     * The least integer not below {@code x}; its derivative is 0.
     *
     * @return a tensor of this shape
     */
    Tensor ceil();

    /**
     * The nearest integer, halves to the even one; its derivative is 0.
     *
     * @return a tensor of this shape
     */
    Tensor round();

    /**
     * The integer part, towards 0; its derivative is 0.
     *
     * @return a tensor of this shape
     */
    Tensor trunc();

    /**
     * The leaky rectifier: {@code x} if positive, else {@code slope * x}; its derivative at 0 is the slope.
     *
     * @param slope the factor for negative elements
     * @return a tensor of this shape
     */
    Tensor leakyRelu(double slope);

    /**
     * The exponential linear unit: {@code x} if positive, else {@code alpha * (e ^ x - 1)}.
     *
     * @param alpha the limit towards minus infinity, negated
     * @return a tensor of this shape
     */
    Tensor elu(double alpha);

    /**
     * The element, or the nearer bound if it lies outside; the derivative is 1 inside and on the bounds, 0 outside.
     *
     * @param low the lower bound
     * @param high the upper bound
     * @return a tensor of this shape
     */
    Tensor clamp(double low, double high);

    /**
     * Whether {@code x == y}.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor eq(Tensor other);

    /**
     * Whether {@code x == y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor eq(double other);

    /**
     * Whether {@code x != y}.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor ne(Tensor other);

    /**
     * Whether {@code x != y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor ne(double other);

    /**
     * Whether {@code x < y}.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor lt(Tensor other);

    /**
     * Whether {@code x < y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor lt(double other);

    /**
     * Whether {@code x <= y}.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor le(Tensor other);

    /**
     * Whether {@code x <= y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor le(double other);

    /**
     * Whether {@code x > y}.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor gt(Tensor other);

    /**
     * Whether {@code x > y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor gt(double other);

    /**
     * Whether {@code x >= y}.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor ge(Tensor other);

    /**
     * Whether {@code x >= y}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor ge(double other);

    /**
     * Whether both are true, of bool tensors.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor and(Tensor other);

    /**
     * Whether either is true, of bool tensors.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor or(Tensor other);

    /**
     * Whether exactly one is true, of bool tensors.
     *
     * @param other the right operand, of the same element type
     * @return a bool tensor of the broadcast shape
     */
    Tensor xor(Tensor other);

    /**
     * Whether it is false, of a bool tensor.
     *
     * @return a tensor of this shape
     */
    Tensor not();

    /**
     * Whether it is not a number.
     *
     * @return a tensor of this shape
     */
    Tensor isNan();

    /**
     * Whether it is neither infinite nor NaN.
     *
     * @return a tensor of this shape
     */
    Tensor isFinite();

    /**
     * Chooses by this bool tensor: {@code a} where it is true, {@code b} where it is false. No gradient, NaN or not,
     * leaks out of the branch that was not chosen.
     *
     * @param a the values where true
     * @param b the values where false, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor where(Tensor a, Tensor b);

    /**
     * Another element type. Towards integers the fraction is cut off and what does not fit is clamped to the range; to
     * bool, everything but 0 is true. Gradients flow between floating types.
     *
     * @param dtype the element type of the result
     * @return a tensor of this shape; this one if it has that type already
     */
    Tensor cast(DType dtype);
}

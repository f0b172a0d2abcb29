package dev.adjoint;

import dev.adjoint.shape.DType;

/**
 * Arithmetic of each element, extrema and bounds, rounding, comparisons, logic.
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
     * The remainder {@code x - y * trunc(x / y)}: its sign is that of {@code x}.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor fmod(Tensor other);

    /**
     * The remainder {@code x - y * trunc(x / y)}: its sign is that of {@code x}.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor fmod(double other);

    /**
     * The quotient rounded down, {@code floor(x / y)}, of the exact quotient, so that {@code x = y * floorDiv + rem};
     * also of integers. Its derivative is 0.
     *
     * @param other the right operand, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor floorDiv(Tensor other);

    /**
     * The quotient rounded down, {@code floor(x / y)}, of the exact quotient, so that {@code x = y * floorDiv + rem};
     * also of integers. Its derivative is 0.
     *
     * @param other the right operand, the same for every element
     * @return a tensor of this shape
     */
    Tensor floorDiv(double other);

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
     * The absolute value of {@code x} with the sign of {@code y}, that of a zero included; a NaN counts as positive.
     * Its derivative at 0 is 0.
     *
     * @param other where the signs come from, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor copySign(Tensor other);

    /**
     * The unit step: 0 for negative elements, 1 for positive ones; NaN stays. Its derivative is 0 everywhere.
     *
     * @param atZero the value at 0, such as 0.5
     * @return a tensor of this shape
     */
    Tensor heaviside(double atZero);

    /**
     * The square {@code x * x}.
     *
     * @return a tensor of this shape
     */
    Tensor square();

    /**
     * The reciprocal {@code 1 / x}.
     *
     * @return a tensor of this shape
     */
    Tensor reciprocal();

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
     * The part after the point, {@code x - trunc(x)}, of the sign of {@code x}; its derivative is 1.
     *
     * @return a tensor of this shape
     */
    Tensor frac();

    /**
     * The element, or the nearer bound if it lies outside; the derivative is 1 inside and on the bounds, 0 outside.
     *
     * @param low the lower bound
     * @param high the upper bound
     * @return a tensor of this shape
     */
    Tensor clamp(double low, double high);

    /**
     * The element, or the bound if it lies below; the derivative is 1 from the bound on, 0 below.
     *
     * @param low the lower bound
     * @return a tensor of this shape
     */
    Tensor clampMin(double low);

    /**
     * The element, or the bound if it lies above; the derivative is 1 up to the bound, 0 above.
     *
     * @param high the upper bound
     * @return a tensor of this shape
     */
    Tensor clampMax(double high);

    /**
     * The element, or the nearer bound if it lies outside, with bounds for each element; {@code high} where the bounds
     * cross. Inside and on the bounds the gradient goes to the element, outside to the bound.
     *
     * @param low the lower bounds, of the same element type
     * @param high the upper bounds, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor clamp(Tensor low, Tensor high);

    /**
     * A number between this and an end, {@code x + weight * (end - x)}: exactly {@code x} for weight 0 and {@code end}
     * for weight 1.
     *
     * @param end the other end, of the same element type
     * @param weight how far towards the end
     * @return a tensor of the broadcast shape
     */
    Tensor lerp(Tensor end, double weight);

    /**
     * A number between this and an end, {@code x + weight * (end - x)}: exactly {@code x} for weight 0 and {@code end}
     * for weight 1.
     *
     * @param end the other end, of the same element type
     * @param weight how far towards the end, of the same element type
     * @return a tensor of the broadcast shape
     */
    Tensor lerp(Tensor end, Tensor weight);

    /**
     * What is not finite replaced: NaN by 0, infinities by the greatest and least finite number of the element type.
     * The derivative is 1 where the element is finite, else 0.
     *
     * @return a tensor of this shape
     */
    Tensor nanToNum();

    /**
     * What is not finite replaced by given numbers. The derivative is 1 where the element is finite, else 0.
     *
     * @param nan what stands for NaN
     * @param positive what stands for infinity
     * @param negative what stands for minus infinity
     * @return a tensor of this shape
     */
    Tensor nanToNum(double nan, double positive, double negative);

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
     * Whether it is infinite, of either sign.
     *
     * @return a tensor of this shape
     */
    Tensor isInf();

    /**
     * Whether {@code |x - y| <= absolute + relative * |y|}, or both are equal, infinities included; false if either is
     * NaN.
     *
     * @param other the numbers to compare with, of the same floating type
     * @param relative tolerance relative to {@code other}, such as 1e-5
     * @param absolute tolerance near 0, such as 1e-8
     * @return a bool tensor of the broadcast shape
     */
    Tensor isClose(Tensor other, double relative, double absolute);

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

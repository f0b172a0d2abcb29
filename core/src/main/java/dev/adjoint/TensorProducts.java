package dev.adjoint;

import org.jspecify.annotations.Nullable;

/** Products that contract axes: vectors, matrices, stacks of them, and sums over labelled axes. */
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
     * The affine map {@code y = x W^T + b} of a linear layer: {@code [.., in] -> [.., out]}.
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or null
     * @return the mapped vectors
     * @throws dev.adjoint.shape.ShapeException if the last axis is not as long as the weight's
     */
    Tensor linear(Tensor weight, @Nullable Tensor bias);

    /**
     * The sum of the products of two vectors' elements.
     *
     * @param right a vector of the same length and element type
     * @return a scalar
     * @throws dev.adjoint.shape.ShapeException if either is no vector, or the lengths differ
     */
    Tensor dot(Tensor right);

    /**
     * Every element of one vector times every element of another: {@code y[i, j] = a[i] b[j]}.
     *
     * @param right a vector of the same element type
     * @return a matrix
     * @throws dev.adjoint.shape.ShapeException if either is no vector
     */
    Tensor outer(Tensor right);

    /**
     * The products of vectors along the last axes, each with each: {@code [.., k] x [,, k] -> [.., ,,]}.
     *
     * @param right a tensor of the same element type whose last axis is as long
     * @return a tensor with the other axes of both
     * @throws dev.adjoint.shape.ShapeException if the last axes differ in length
     */
    Tensor inner(Tensor right);

    /**
     * The Kronecker product: a copy of the right factor for each element of this tensor, times that element. Of factors
     * of different rank the lower one is taken to have leading axes of length 1.
     *
     * @param right the right factor, of the same element type
     * @return a tensor whose lengths are the products of the factors' lengths
     */
    Tensor kron(Tensor right);

    /**
     * The cross product of vectors in space, {@code (a2 b3 - a3 b2, a3 b1 - a1 b3, a1 b2 - a2 b1)}; the other axes
     * broadcast strictly.
     *
     * @param right a tensor of the same rank and element type
     * @param axis along which the vectors lie, of length 3 in both
     * @return a tensor of the common shape
     * @throws dev.adjoint.shape.ShapeException if the axis has another length
     */
    Tensor cross(Tensor right, int axis);

    /**
     * The sums of products over pairs of axes: {@code tensordot(b, {1}, {0})} is the product of two matrices.
     *
     * @param right a tensor of the same element type
     * @param axes axes of this tensor
     * @param rightAxes as many axes of the other one, of the same lengths in this order
     * @return a tensor with this tensor's other axes, then those of {@code right}
     * @throws dev.adjoint.shape.ShapeException if numbers or lengths of axes differ
     */
    Tensor tensordot(Tensor right, int[] axes, int[] rightAxes);

    /**
     * The sums of products over this tensor's last and the other's first axes.
     *
     * @param right a tensor of the same element type
     * @param count how many axes; with 0 it is the product of every element with every other
     * @return a tensor with this tensor's first axes, then the last ones of {@code right}
     * @throws dev.adjoint.shape.ShapeException if there are not so many axes, or their lengths differ
     */
    Tensor tensordot(Tensor right, int count);

    /**
     * A square matrix, or each of a stack, multiplied by itself: {@code n - 1} products folded into about
     * {@code log2(n)}.
     *
     * @param exponent how often; 0 gives the identity, a negative number a power of the inverse
     * @return a tensor of this shape
     * @throws dev.adjoint.shape.ShapeException if the last two axes differ in length
     * @throws LinearAlgebraException if the exponent is negative and a matrix singular
     */
    Tensor matrixPower(int exponent);

    /**
     * An Einstein summation of which this tensor is the first operand: see {@link Tensor#einsum}.
     *
     * @param formula the labels of all operands and of the result, such as {@code "ij,jk->ik"}
     * @param others the other operands, of the same element type
     * @return the sums of products
     * @throws dev.adjoint.shape.ShapeException if the formula cannot be read, or does not fit the operands
     */
    Tensor contract(String formula, Tensor... others);
}

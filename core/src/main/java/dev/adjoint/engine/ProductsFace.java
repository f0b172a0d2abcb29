package dev.adjoint.engine;

import dev.adjoint.Tensor;
import dev.adjoint.op.Linear;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.Shape;
import dev.adjoint.shape.ShapeException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Products composed of matrix products, or of pointwise ones where nothing is summed. */
interface ProductsFace extends Tensor {

    /** It has no state. */
    Linear LINEAR = new Linear();

    @Override
    default Tensor linear(Tensor weight, @Nullable Tensor bias) {
        Shape filters = Given.input("linear", 1, weight).shape();
        if (filters.rank() != 2) {
            throw new ShapeException("linear: the weight " + filters + " is no matrix. Give [out, in].");
        }
        if (rank() == 0 || dim(-1) != filters.dim(1)) {
            throw new ShapeException("linear: the last axis of " + shape() + " is not as long as that of the weight "
                    + filters + (rank() == 0 ? "." : " (" + dim(-1) + " vs " + filters.dim(1) + ").")
                    + (rank() > 0 && dim(-1) == filters.dim(0)
                            ? " Did you mean weight.transpose()?"
                            : " The weight is [out, in]."));
        }
        return bias == null ? matmul(weight.transpose()) : EngineInterpreter.route(LINEAR, this, weight, bias)[0];
    }

    @Override
    default Tensor dot(Tensor right) {
        Products.requireVectors("dot", this, right);
        return Products.contract("dot", this, right, new int[] {0}, new int[] {0});
    }

    @Override
    default Tensor outer(Tensor right) {
        Products.requireVectors("outer", this, right);
        return Products.contract("outer", this, right, new int[0], new int[0]);
    }

    @Override
    default Tensor inner(Tensor right) {
        if (rank() == 0 || Given.input("inner", 1, right).rank() == 0) {
            throw new ShapeException(
                    "inner: a scalar has no axis to sum over: " + shape() + " x " + right.shape() + ". Use mul.");
        }
        return Products.contract("inner", this, right, new int[] {rank() - 1}, new int[] {right.rank() - 1});
    }

    @Override
    default Tensor kron(Tensor right) {
        int rank = Math.max(rank(), Given.input("kron", 1, right).rank());
        long[] left = new long[2 * rank];
        long[] other = new long[2 * rank];
        long[] lengths = new long[rank];
        Arrays.fill(left, 1);
        Arrays.fill(other, 1);
        for (int axis = 0; axis < rank; axis++) {
            int a = axis - rank + rank();
            int b = axis - rank + right.rank();
            left[2 * axis] = a < 0 ? 1 : dim(a);
            other[2 * axis + 1] = b < 0 ? 1 : right.dim(b);
            lengths[axis] = left[2 * axis] * other[2 * axis + 1];
        }
        return reshape(left).mul(right.reshape(other)).reshape(lengths);
    }

    @Override
    default Tensor cross(Tensor right, int axis) {
        int at = shape().axis("cross", axis);
        if (rank() != Given.input("cross", 1, right).rank() || dim(at) != 3 || right.dim(at) != 3) {
            throw new ShapeException("cross: " + shape() + " x " + right.shape() + " along axis " + axis
                    + ". Give tensors of one rank that are 3 long there.");
        }
        Tensor next = Tensor.of(new long[] {1, 2, 0}, 3);
        Tensor last = Tensor.of(new long[] {2, 0, 1}, 3);
        return take(at, next).mul(right.take(at, last)).sub(take(at, last).mul(right.take(at, next)));
    }

    @Override
    default Tensor tensordot(Tensor right, int[] axes, int[] rightAxes) {
        return Products.contract(
                "tensordot",
                this,
                right,
                Products.axes("tensordot", this, axes),
                Products.axes("tensordot", right, rightAxes));
    }

    @Override
    default Tensor tensordot(Tensor right, int count) {
        if (count < 0
                || count > rank()
                || count > Given.input("tensordot", 1, right).rank()) {
            throw new ShapeException("tensordot: " + count + " axes of " + shape() + " and " + right.shape()
                    + ". Give a number from 0 to " + Math.min(rank(), right.rank()) + ".");
        }
        int first = rank() - count;
        return Products.contract(
                "tensordot",
                this,
                right,
                IntStream.range(first, rank()).toArray(),
                IntStream.range(0, count).toArray());
    }

    @Override
    default Tensor matrixPower(int exponent) {
        if (rank() < 2 || dim(-1) != dim(-2)) {
            throw new ShapeException(
                    "matrixPower: " + shape() + " is no square matrix, nor a stack of them. Give [.., n, n].");
        }
        if (exponent < 0) {
            // Not the negated exponent, which the least int does not have.
            Tensor inverse = inverse();
            return inverse.matmul(inverse.matrixPower(-(exponent + 1)));
        }
        Tensor square = this;
        Tensor power = null;
        for (int left = exponent; left > 0; left >>= 1) {
            if ((left & 1) != 0) {
                power = power == null ? square : power.matmul(square);
            }
            square = left > 1 ? square.matmul(square) : square;
        }
        return power == null
                ? Tensor.eye(Math.toIntExact(dim(-1))).cast(dtype()).expand(shape().dims())
                : power;
    }

    @Override
    default Tensor contract(String formula, Tensor... others) {
        Tensor[] operands = new Tensor[Given.of("einsum", "the array of tensors", others).length + 1];
        operands[0] = this;
        System.arraycopy(others, 0, operands, 1, others.length);
        return Einsum.of(formula, operands);
    }
}

package dev.adjoint;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.Given;
import dev.adjoint.shape.ShapeException;
import java.util.function.BinaryOperator;

/**
 * Running results along an axis: at each position, of the elements up to there, itself included. To run from the end,
 * flip before and after: {@code x.flip(0).cumsum(0).flip(0)}.
 */
public interface TensorScans extends TensorArithmetic, TensorFunctions, TensorMovement, TensorIndexing {

    private Tensor self() {
        return reshape(shape().dims());
    }

    /**
     * The running sum. Of whole numbers and truth values it is an int64.
     *
     * @param axis which axis
     * @return a tensor of this shape
     */
    Tensor cumsum(int axis);

    /**
     * The running product. Of whole numbers and truth values it is an int64. The gradient is made of products, never of
     * quotients, so it is exact where elements are zero, to any order.
     *
     * @param axis which axis
     * @return a tensor of this shape
     */
    default Tensor cumprod(int axis) {
        Tensor x = self();
        return (x.dtype().isFloating() ? x : x.cast(DType.INT64))
                .associativeScan(shape().axis("cumprod", axis), Tensor::mul);
    }

    /**
     * The greatest element so far; from the first NaN on it is NaN. The gradient goes to the last of equal elements.
     *
     * @param axis which axis
     * @return a tensor of this shape
     */
    default Tensor cummax(int axis) {
        return gather(shape().axis("cummax", axis), cumArgmax(axis));
    }

    /**
     * The least element so far; from the first NaN on it is NaN. The gradient goes to the last of equal elements.
     *
     * @param axis which axis
     * @return a tensor of this shape
     */
    default Tensor cummin(int axis) {
        return gather(shape().axis("cummin", axis), cumArgmin(axis));
    }

    /**
     * The position of the greatest element so far, the last one at a tie.
     *
     * @param axis which axis
     * @return an int64 tensor of this shape
     */
    Tensor cumArgmax(int axis);

    /**
     * The position of the least element so far, the last one at a tie.
     *
     * @param axis which axis
     * @return an int64 tensor of this shape
     */
    Tensor cumArgmin(int axis);

    /**
     * The running logarithm of the sum of exponentials, without overflow.
     *
     * @param axis which axis
     * @return a tensor of this shape
     */
    default Tensor logCumSumExp(int axis) {
        return self().associativeScan(shape().axis("logCumSumExp", axis), Tensor::logAddExp);
    }

    /**
     * Running results of any associative operation on tensors, such as {@code Tensor::mul}, by combining neighbours, then
     * pairs of neighbours, and so on: as many elementary results as there are elements, twice over, in as many steps as
     * the length has binary digits. Derivatives follow from those of the operation.
     *
     * @param axis which axis
     * @param operation combines two tensors of equal shape element by element; {@code (a b) c = a (b c)} must hold
     * @return a tensor of this shape
     */
    default Tensor associativeScan(int axis, BinaryOperator<Tensor> operation) {
        int at = shape().axis("associativeScan", axis);
        Given.of("associativeScan", "the operation", operation);
        long length = shape().dim(at);
        if (length < 2) {
            return self();
        }
        long pairs = length / 2;
        Tensor first = slice(at, 0, 2 * pairs, 2);
        Tensor odd = operation.apply(first, slice(at, 1, 2 * pairs, 2)).associativeScan(at, operation);
        // What stands at an even place adds one element to what stands before it.
        Tensor even = slice(at, 0, 1);
        if (length > 2) {
            Tensor before = odd.slice(at, 0, (length - 1) / 2);
            even = even.append(at, operation.apply(before, slice(at, 2, length, 2)));
        }
        Tensor woven = Tensor.stack(at + 1, even.slice(at, 0, pairs), odd)
                .reshape(shape().with(at, 2 * pairs).dims());
        return length == 2 * pairs ? woven : woven.append(at, even.slice(at, pairs, pairs + 1));
    }

    /**
     * The differences of neighbours {@code x[i + 1] - x[i]}, taken so many times.
     *
     * @param order how many times, at least 0
     * @param axis which axis
     * @return a tensor shorter by {@code order} along the axis
     * @throws ShapeException if the axis is not longer than {@code order}
     */
    default Tensor diff(int order, int axis) {
        int at = shape().axis("diff", axis);
        long length = shape().dim(at);
        if (order < 0 || order >= Math.max(length, 1)) {
            throw new ShapeException("diff: order " + order + " along axis " + at + " of " + shape() + ", which has "
                    + length + " elements. Give an order from 0 to one less than the length.");
        }
        Tensor x = self();
        for (int i = 0; i < order; i++) {
            x = x.slice(at, 1, length - i).sub(x.slice(at, 0, length - i - 1));
        }
        return x;
    }
}

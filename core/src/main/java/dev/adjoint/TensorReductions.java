package dev.adjoint;

import dev.adjoint.shape.Shape;
import java.util.Arrays;

/**
 * Many elements to one, over any axes: sums, extrema, moments, and the softmax kinds that normalise along an axis.
 *
 * <p>Every reduction has a fixed order, so that its result does not depend on the number of threads. The forms that
 * end in {@code Keep} leave the reduced axes in place with length 1, ready to be broadcast against the original.
 */
public interface TensorReductions {

    /**
     * The lengths of the axes of the tensor that is reduced.
     *
     * @return the shape
     */
    Shape shape();

    /**
     * The same elements in another shape.
     *
     * @param lengths the length of each axis; one may be -1
     * @return a tensor of that shape
     */
    Tensor reshape(long... lengths);

    private Tensor keep(Tensor reduced, int... axes) {
        long[] lengths = shape().keep(axes).dims();
        if (axes.length == 0) {
            Arrays.fill(lengths, 1);
        }
        return reduced.reshape(lengths);
    }

    /**
     * The sum; 0 over an axis of length 0.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor sum(int... axes);

    /**
     * The sum; 0 over an axis of length 0.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor sumKeep(int... axes) {
        return keep(sum(shape().axes("sumKeep", axes)), axes);
    }

    /**
     * The arithmetic mean, of floating elements; NaN over an axis of length 0.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor mean(int... axes);

    /**
     * The arithmetic mean, of floating elements; NaN over an axis of length 0.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor meanKeep(int... axes) {
        return keep(mean(shape().axes("meanKeep", axes)), axes);
    }

    /**
     * The greatest element, NaN if any is; ties share the gradient equally.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor max(int... axes);

    /**
     * The greatest element, NaN if any is; ties share the gradient equally.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor maxKeep(int... axes) {
        return keep(max(shape().axes("maxKeep", axes)), axes);
    }

    /**
     * The least element, NaN if any is; ties share the gradient equally.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor min(int... axes);

    /**
     * The least element, NaN if any is; ties share the gradient equally.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor minKeep(int... axes) {
        return keep(min(shape().axes("minKeep", axes)), axes);
    }

    /**
     * The mean squared distance from the mean (divided by n, not n - 1).
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor variance(int... axes);

    /**
     * The mean squared distance from the mean (divided by n, not n - 1).
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor varianceKeep(int... axes) {
        return keep(variance(shape().axes("varianceKeep", axes)), axes);
    }

    /**
     * The logarithm of the sum of exponentials, without overflow.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor logSumExp(int... axes);

    /**
     * The logarithm of the sum of exponentials, without overflow.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor logSumExpKeep(int... axes) {
        return keep(logSumExp(shape().axes("logSumExpKeep", axes)), axes);
    }

    /**
     * Whether any element is true, of a bool tensor.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor any(int... axes);

    /**
     * Whether any element is true, of a bool tensor.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor anyKeep(int... axes) {
        return keep(any(shape().axes("anyKeep", axes)), axes);
    }

    /**
     * Whether every element is true, of a bool tensor.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    Tensor all(int... axes);

    /**
     * Whether every element is true, of a bool tensor.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor allKeep(int... axes) {
        return keep(all(shape().axes("allKeep", axes)), axes);
    }

    /**
     * The position of the greatest element along an axis, the first one at a tie.
     *
     * @param axis which axis
     * @return an int64 tensor without that axis
     */
    Tensor argmax(int axis);

    /**
     * The position of the least element along an axis, the first one at a tie.
     *
     * @param axis which axis
     * @return an int64 tensor without that axis
     */
    Tensor argmin(int axis);

    /**
     * The exponentials along an axis divided by their sum, without overflow.
     *
     * @param axis which axis sums to 1
     * @return a tensor of this shape
     */
    Tensor softmax(int axis);

    /**
     * The logarithm of the softmax, without overflow or underflow.
     *
     * @param axis which axis the softmax sums over
     * @return a tensor of this shape
     */
    Tensor logSoftmax(int axis);
}

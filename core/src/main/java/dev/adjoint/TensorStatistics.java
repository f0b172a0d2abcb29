package dev.adjoint;

import dev.adjoint.shape.DType;
import dev.adjoint.shape.DTypeException;
import dev.adjoint.shape.MethodName;
import dev.adjoint.shape.ShapeException;

/**
 * Reductions that are made of others: products, norms, deviations, counts. As everywhere, all axes are reduced if none is
 * given, and the forms that end in {@code Keep} leave the reduced axes in place with length 1.
 */
public interface TensorStatistics extends TensorArithmetic, TensorFunctions, TensorReductions, TensorMovement {

    private Tensor self() {
        return reshape(shape().dims());
    }

    private Tensor keep(Tensor reduced, int... axes) {
        return reduced.reshape(shape().keep(allOr(axes)).dims());
    }

    private Tensor floating(String op) {
        Tensor x = self();
        if (!x.dtype().isFloating()) {
            throw new DTypeException(MethodName.of(op) + ": needs floating elements, not " + x.dtype()
                    + ". Cast first: x.cast(DType.FLOAT32).");
        }
        return x;
    }

    private long count(int... axes) {
        long count = 1;
        for (int axis : allOr(axes)) {
            count *= shape().dim(axis);
        }
        return count;
    }

    private int[] allOr(int... axes) {
        int[] chosen = axes.clone();
        if (axes.length == 0) {
            chosen = new int[shape().rank()];
            for (int i = 0; i < chosen.length; i++) {
                chosen[i] = i;
            }
        }
        return shape().axes(chosen);
    }

    /** The square root of what is not negative; its derivative at 0 is 0, the subgradient of a length. */
    private static Tensor root(Tensor squares) {
        return squares.eq(0).where(Tensor.zeros(squares.dtype()), squares.sqrt());
    }

    /**
     * The product; 1 over an axis of length 0. Of whole numbers and truth values it is an int64. It is a balanced tree of
     * products, so its gradient holds no quotient and is exact where elements are zero, to any order.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    default Tensor prod(int... axes) {
        shape().axes("prod", axes);
        Tensor x = self();
        int[] chosen = allOr(axes);
        int[] order = new int[shape().rank()];
        int kept = 0;
        int next = order.length - chosen.length;
        for (int axis = 0; axis < order.length; axis++) {
            boolean reduced = next < order.length && axis == chosen[next - (order.length - chosen.length)];
            order[reduced ? next++ : kept++] = axis;
        }
        long[] lines = shape().remove(chosen).insert(kept, count(axes)).dims();
        Tensor rest = (x.dtype().isFloating() ? x : x.cast(DType.INT64))
                .permute(order)
                .reshape(lines);
        Tensor odd =
                Tensor.ones(rest.dtype(), shape().remove(chosen).insert(kept, 1).dims());
        while (rest.dim(-1) > 1) {
            long half = rest.dim(-1) / 2;
            if (rest.dim(-1) % 2 == 1) {
                odd = odd.mul(rest.slice(-1, 2 * half, 2 * half + 1));
            }
            rest = rest.slice(-1, 0, half).mul(rest.slice(-1, half, 2 * half));
        }
        return (rest.dim(-1) == 0 ? odd : odd.mul(rest)).squeeze(-1);
    }

    /**
     * The product, as by {@link #prod}.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor prodKeep(int... axes) {
        shape().axes("prodKeep", axes);
        return keep(prod(axes), axes);
    }

    /**
     * The norm {@code sum(|x| ^ order) ^ (1 / order)} of floating elements; of order 0 how many are not zero, of order
     * infinity the greatest {@code |x|}, of order minus infinity the least. Where it is 0 its derivative is 0, and so is
     * the derivative by an element that is 0. Norms of matrices belong to linear algebra.
     *
     * @param order any number or infinity; 2 for the Euclidean length
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    default Tensor norm(double order, int... axes) {
        shape().axes("norm", axes);
        Tensor size = floating("norm").abs();
        if (Double.isNaN(order)) {
            throw new IllegalArgumentException("norm: the order is NaN. Give a number such as 2, or an infinity.");
        }
        if (Double.isInfinite(order)) {
            return order > 0 ? size.max(axes) : size.min(axes);
        }
        if (order == 0) {
            return ne(0).cast(size.dtype()).sum(axes);
        }
        if (order == 1) {
            return size.sum(axes);
        }
        if (order == 2) {
            return root(square().sum(axes));
        }
        Tensor zero = Tensor.zeros(size.dtype());
        // A power below 1 has an infinite slope at 0, where the norm has a kink; a negative one is infinite there.
        Tensor powers = order < 0 ? size.pow(order) : size.eq(0).where(zero, size.pow(order));
        Tensor sum = powers.sum(axes);
        return sum.eq(0).where(zero, sum.pow(1 / order));
    }

    /**
     * The norm, as by {@link #norm}.
     *
     * @param order any number or infinity; 2 for the Euclidean length
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor normKeep(double order, int... axes) {
        shape().axes("normKeep", axes);
        return keep(norm(order, axes), axes);
    }

    /**
     * The standard deviation, the root of {@link #variance} (divided by n); its derivative at 0 is 0.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    default Tensor std(int... axes) {
        shape().axes("std", axes);
        return root(variance(axes));
    }

    /**
     * The standard deviation, as by {@link #std}.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor stdKeep(int... axes) {
        shape().axes("stdKeep", axes);
        return keep(std(axes), axes);
    }

    /**
     * The variance of the whole that the elements are a sample of: squared distances from the mean, divided by n - 1. NaN
     * for less than two elements.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    default Tensor varianceUnbiased(int... axes) {
        shape().axes("varianceUnbiased", axes);
        floating("variance_unbiased");
        return sub(meanKeep(axes)).square().sum(axes).div(Math.max(count(axes) - 1, 0));
    }

    /**
     * The variance divided by n - 1, as by {@link #varianceUnbiased}.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor varianceUnbiasedKeep(int... axes) {
        shape().axes("varianceUnbiasedKeep", axes);
        return keep(varianceUnbiased(axes), axes);
    }

    /**
     * The root of {@link #varianceUnbiased} (divided by n - 1); its derivative at 0 is 0.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor without those axes
     */
    default Tensor stdUnbiased(int... axes) {
        shape().axes("stdUnbiased", axes);
        return root(varianceUnbiased(axes));
    }

    /**
     * The standard deviation divided by n - 1, as by {@link #stdUnbiased}.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return a tensor in which those axes have length 1
     */
    default Tensor stdUnbiasedKeep(int... axes) {
        shape().axes("stdUnbiasedKeep", axes);
        return keep(stdUnbiased(axes), axes);
    }

    /**
     * How many elements are not zero; NaN is not.
     *
     * @param axes which axes to reduce; all of them if none is given
     * @return an int64 tensor without those axes
     */
    default Tensor countNonZero(int... axes) {
        shape().axes("countNonZero", axes);
        return ne(0).sum(axes);
    }

    /**
     * The position of the greatest element of all, the first one at a tie.
     *
     * @return an int64 scalar: the place in row-major order
     * @throws ShapeException if there is no element
     */
    default Tensor argmax() {
        return reshape(shape().size()).argmax(0);
    }

    /**
     * The position of the least element of all, the first one at a tie.
     *
     * @return an int64 scalar: the place in row-major order
     * @throws ShapeException if there is no element
     */
    default Tensor argmin() {
        return reshape(shape().size()).argmin(0);
    }
}

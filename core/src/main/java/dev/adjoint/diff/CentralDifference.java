package dev.adjoint.diff;

import dev.adjoint.Tensor;
import java.util.function.UnaryOperator;

/**
 * A directional derivative by differences: {@code (f(x + hv) - f(x - hv)) / 2h} for a step and half of it, extrapolated
 * to step zero (Richardson), which leaves an error of order {@code h⁴}.
 *
 * @param value the derivative
 * @param doubt how far the two differences are apart, at most, over what is expected of a smooth function
 */
record CentralDifference(Tensor value, double doubt) {

    static CentralDifference of(UnaryOperator<Tensor> f, Tensor x, Tensor v, double step) {
        Tensor wide = difference(f, x, v, step);
        Tensor narrow = difference(f, x, v, step / 2);
        Tensor value = narrow.mul(4.0 / 3).sub(wide.mul(1.0 / 3));
        double apart = 0;
        for (double difference : narrow.sub(wide).doubles()) {
            apart = Math.max(apart, Math.abs(difference));
        }
        // The difference of the two is of order h², the error of the extrapolation of order h⁴.
        return new CentralDifference(value, apart * step);
    }

    private static Tensor difference(UnaryOperator<Tensor> f, Tensor x, Tensor v, double step) {
        Tensor above = f.apply(x.add(v.mul(step))).detach();
        Tensor below = f.apply(x.sub(v.mul(step))).detach();
        return above.sub(below).mul(0.5 / step);
    }

    /** The component along a weight: the sum of products. */
    CentralDifference along(Tensor weight) {
        return new CentralDifference(value.mul(weight).sum(), doubt * weight.size());
    }
}
